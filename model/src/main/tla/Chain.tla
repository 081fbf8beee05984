------------------------------- MODULE Chain --------------------------------
(* SPDX-License-Identifier: Apache-2.0 *)
(* Liveness: A calls B, B calls C, with a segment, while processes are killed. One thread on one hart. *)
EXTENDS Xpc
TheHome == [a |-> "A"]
TheServes == [eB |-> "B", eC |-> "C"]
TheMaker == [s |-> "A"]
TheCallable == [A |-> {"eB"}, B |-> {"eC"}, C |-> {}]
TheGrantable == [A |-> {}, B |-> {}, C |-> {}]
=============================================================================
