// SPDX-License-Identifier: Apache-2.0
// RISC-V Supervisor Binary Interface 1.0 (and the debug console of 2.0): numbers shared by the firmware and the kernel.
#ifndef SBI_H
#define SBI_H

#define SBI_LEGACY_SET_TIMER 0
#define SBI_LEGACY_PUTCHAR 1
#define SBI_LEGACY_GETCHAR 2
#define SBI_LEGACY_SHUTDOWN 8

#define SBI_BASE 0x10 // extensions from here on return a value in a1 beside the error in a0
#define SBI_TIME 0x54494d45
#define SBI_IPI 0x735049
#define SBI_RFENCE 0x52464e43
#define SBI_HSM 0x48534d
#define SBI_SRST 0x53525354
#define SBI_DBCN 0x4442434e

#define SBI_BASE_SPEC_VERSION 0
#define SBI_BASE_IMPL_ID 1
#define SBI_BASE_IMPL_VERSION 2
#define SBI_BASE_PROBE 3
#define SBI_BASE_MVENDORID 4
#define SBI_BASE_MARCHID 5
#define SBI_BASE_MIMPID 6

#define SBI_HSM_START 0
#define SBI_HSM_STOP 1
#define SBI_HSM_STATUS 2

#define SBI_HSM_STARTED 0
#define SBI_HSM_STOPPED 1
#define SBI_HSM_START_PENDING 2

#define SBI_RFENCE_I 0
#define SBI_RFENCE_VMA 1
#define SBI_RFENCE_VMA_ASID 2

#define SBI_DBCN_WRITE 0
#define SBI_DBCN_READ 1
#define SBI_DBCN_WRITE_BYTE 2

#define SBI_SRST_SHUTDOWN 0
#define SBI_SRST_COLD_REBOOT 1
#define SBI_SRST_WARM_REBOOT 2
#define SBI_SRST_NO_REASON 0
#define SBI_SRST_FAILURE 1
#define SBI_SRST_EXIT_CODE 0xf0000000u // vendor range: the low 16 bits are the code that the machine ends with

#define SBI_SUCCESS 0
#define SBI_ERR_FAILED (-1)
#define SBI_ERR_NOT_SUPPORTED (-2)
#define SBI_ERR_INVALID_PARAM (-3)
#define SBI_ERR_INVALID_ADDRESS (-5)
#define SBI_ERR_ALREADY_AVAILABLE (-6)

#endif
