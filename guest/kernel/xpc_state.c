// SPDX-License-Identifier: Apache-2.0
// The switch of the user-visible XPC state (docs/xxpc.md, 9.2). A machine without Xxpc switches satp alone.
#include "hart.h"
#include "thread.h"
#include "vm.h"
#include "xxpc.h"

void xpc_state_save(struct thread *thread)
{
    struct xpc_state *xpc = &thread->xpc;
    if (!machine_has_xpc)
        return;
    xpc->satp = csr_read(satp);
    xpc->xcallcap = xpc_csr_read(CSR_XCALLCAP);
    xpc->xseglist = xpc_csr_read(CSR_XSEGLIST);
    xpc->link = xpc_csr_read(CSR_XLINK);
    xpc->seg_va = xpc_csr_read(CSR_XSEGVA);
    xpc->seg_pa = xpc_csr_read(CSR_XSEGPA);
    xpc->seg_len = xpc_csr_read(CSR_XSEGLEN);
    xpc->mask_base = xpc_csr_read(CSR_XMASKBASE);
    xpc->mask_len = xpc_csr_read(CSR_XMASKLEN);
}

void xpc_state_load(const struct thread *thread)
{
    const struct xpc_state *xpc = &thread->xpc;
    vm_enter(xpc->satp);
    if (!machine_has_xpc)
        return;
    xpc_csr_write(CSR_XCALLCAP, xpc->xcallcap);
    xpc_csr_write(CSR_XSEGLIST, xpc->xseglist);
    xpc_csr_write(CSR_XLINK, xpc->link);
    xpc_csr_write(CSR_XLINKBASE, xpc->link_base);
    xpc_csr_write(CSR_XLINKLIMIT, xpc->link_limit);
    xpc_csr_write(CSR_XSEGLEN, 0);
    xpc_csr_write(CSR_XSEGVA, xpc->seg_va);
    xpc_csr_write(CSR_XSEGPA, xpc->seg_pa);
    xpc_csr_write(CSR_XSEGLEN, xpc->seg_len);
    xpc_csr_write(CSR_XMASKBASE, xpc->mask_base);
    xpc_csr_write(CSR_XMASKLEN, xpc->mask_len);
}
