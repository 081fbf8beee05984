------------------------------- MODULE Grants -------------------------------
(* SPDX-License-Identifier: Apache-2.0 *)
(* As Rights, but rights are passed on and nobody is killed. *)
EXTENDS Rights
=============================================================================
