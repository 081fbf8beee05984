-------------------------------- MODULE Lend --------------------------------
(* SPDX-License-Identifier: Apache-2.0 *)
(* As HandOver, but a callee has made the segment, which it activates inside a call. *)
EXTENDS HandOver
CalleesMaker == [k |-> "C"]
=============================================================================
