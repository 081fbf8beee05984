------------------------------ MODULE HandOver ------------------------------
(* SPDX-License-Identifier: Apache-2.0 *)
(* Segments and kills: A calls B, B calls C, B has a thread of its own; A has made a segment. *)
EXTENDS Xpc
CONSTANTS h1, h2
Alike == Permutations(Harts)
TheHome == [a |-> "A", b |-> "B"]
TheServes == [eB |-> "B", eC |-> "C"]
TheMaker == [s |-> "A"]
TheCallable == [A |-> {"eB"}, B |-> {"eC"}, C |-> {"eB"}]
TheGrantable == [A |-> {}, B |-> {}, C |-> {}]
=============================================================================
