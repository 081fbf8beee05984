------------------------------ MODULE HandOver ------------------------------
(* SPDX-License-Identifier: Apache-2.0 *)
(* Segments and kills: A calls B, B calls C, B has a thread of its own; A and C have made a segment each. *)
EXTENDS Xpc
CONSTANTS h1, h2
Alike == Permutations(Harts)
TheHome == [a |-> "A", b |-> "B"]
TheServes == [eB |-> "B", eC |-> "C"]
TheMaker == [s |-> "A", k |-> "C"]
TheCallable == [A |-> {"eB"}, B |-> {"eC"}, C |-> {"eB"}]
TheGrantable == [A |-> {}, B |-> {}, C |-> {}]
=============================================================================
