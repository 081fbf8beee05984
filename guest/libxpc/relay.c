// SPDX-License-Identifier: Apache-2.0
// Relay segments. An instruction that the engine refuses leaves minus its cause in a0 (the kernel's convention).
#include "string.h"
#include "xpc.h"

int64_t alloc_relay_mem(uint64_t bytes, void **address)
{
    struct system_result result = system_call(SYS_SEGMENT_ALLOC, bytes, 0, 0, 0, 0, 0);
    if (result.a0 >= 0 && address != NULL)
        *address = (void *)result.a1;
    return result.a0;
}

int64_t free_relay_mem(int64_t index)
{
    return system3(SYS_SEGMENT_FREE, (uint64_t)index, 0, 0);
}

int64_t relay_swap(int64_t index)
{
    register int64_t a0 __asm__("a0") = 0;
    register uint64_t a1 __asm__("a1") = 0;
    __asm__ volatile(XPC_ASM_SWAPSEG("%2") : "+r"(a0), "+r"(a1) : "r"(index) : "memory");
    return a0;
}

void *relay_address(void)
{
    return relay_size() != 0 ? (void *)xpc_csr_read(CSR_UXSEGVA) : NULL;
}

uint64_t relay_size(void)
{
    return xpc_csr_read(CSR_UXSEGLEN) & XPC_SEG_LENGTH;
}

int64_t relay_narrow(const void *base, uint64_t length)
{
    register int64_t a0 __asm__("a0") = 0;
    register uint64_t a1 __asm__("a1") = 0;
    __asm__ volatile("csrw %2, %4\n bnez a0, 1f\n csrw %3, %5\n1:"
                     : "+r"(a0), "+r"(a1)
                     : "i"(CSR_XMASKBASE), "i"(CSR_XMASKLEN), "r"(base), "r"(length)
                     : "memory");
    return a0;
}

int64_t relay_whole(void)
{
    return relay_narrow((void *)xpc_csr_read(CSR_UXSEGVA), relay_size());
}

int64_t relay_append(uint64_t used, const void *bytes, uint64_t length)
{
    if (used > relay_size() || length > relay_size() - used)
        return -E_SIZE;
    memcpy((uint8_t *)relay_address() + used, bytes, length);
    return (int64_t)(used + length);
}
