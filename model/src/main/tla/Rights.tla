------------------------------- MODULE Rights -------------------------------
(* SPDX-License-Identifier: Apache-2.0 *)
(* Capabilities, engine caches and IDs that are used again: A owns eA, B may pass on the right to it, eX is free. *)
EXTENDS Xpc
CONSTANTS h1, h2
Alike == Permutations(Harts)
TheHome == [a |-> "A", b |-> "B"]
TheServes == [eA |-> "A", eX |-> None]
TheMaker == [s \in {} |-> None]
TheCallable == [A |-> {}, B |-> {"eA"}, C |-> {}]
TheGrantable == [A |-> {"eA"}, B |-> {}, C |-> {}]
=============================================================================
