-------------------------------- MODULE Late --------------------------------
(* SPDX-License-Identifier: Apache-2.0 *)
(* As Lend, with a time limit that a call exceeds instead of a kill. *)
EXTENDS HandOver
CalleesMaker == [k |-> "C"]
=============================================================================
