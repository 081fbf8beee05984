-------------------------------- MODULE Xpc --------------------------------
(* SPDX-License-Identifier: Apache-2.0                                       *)
(* The protocol of cross process calls as docs/xxpc.md specifies the engine  *)
(* and guest/kernel runs it: xcall, xret, swapseg, prefetch on every hart;   *)
(* grant, revoke, removal and reuse of x-entries, kill, free, preemption.    *)
(* docs/invariants.md says what each invariant means and what else tests it. *)
(*                                                                           *)
(* What is left out: general registers, page tables, IPC by trap, priorities.*)
(* A process has one runtime, so a capability table is a process's. The part *)
(* that a mask cuts out of a segment is one and the same part. A list has a  *)
(* free entry always, so it is a set.                                        *)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Harts, Processes, Threads, Entries, Segments,
    Home,     \* thread -> process whose own it is
    Serves,   \* x-entry -> process that it runs in at first
    Maker,    \* segment -> process that made it
    Callable, \* process -> x-entries that it may call at first
    Grantable,\* process -> x-entries over which it has the grant right at first
    Masks,    \* what a caller does with its mask, of {"all", "part", "none"}
    Depth,    \* records of a link stack
    Tagged,   \* xpcctl.TAG: a line of the engine cache belongs to who filled it, and stands for the capability
    Services, \* of {"kill", "grant", "revoke", "remove", "create", "free", "prefetch"}: what the kernel is asked for
    MaxKills, MaxCreates,
    Broken,   \* names of rules that are not kept: {} is the protocol; each other must be refuted
    None

NoSegment == [s |-> None, part |-> FALSE]
Part(segment, mask) ==
    IF segment = NoSegment \/ mask = "none" THEN NoSegment ELSE IF mask = "part" THEN [segment EXCEPT !.part = TRUE] ELSE segment
Kept(rule) == rule \notin Broken

VARIABLES
    alive,    \* process -> "yes", "dying" (somebody will come back to it), "no"
    valid, owner, generation, \* x-entry -> V; process or None = free; how often its ID was used before
    calls, grants,            \* process -> x-entries: capability bitmap, grant bitmap
    cache,    \* hart -> lines of its engine cache
    issued,   \* hart -> the xcall or prefetch that has passed the test of the capability, or None
    current,  \* hart -> thread or None
    ended,    \* threads that are no more
    runs,     \* thread -> process that it runs in: satp, xcallcap, xseglist
    stack,    \* thread -> link stack, the oldest record first
    active,   \* thread -> active segment
    list,     \* process -> what is in its segment list
    freed,    \* segments whose memory is free again
    op,       \* what the holder of the kernel lock does, or None
    granted,  \* (history) <<process, x-entry, generation>>: rights given and not taken away
    breaches, \* (history) calls that no right allowed
    kills, creates

engine == <<cache, issued>>
rights == <<valid, owner, generation, calls, grants, granted>>
chain == <<ended, runs, stack, active, list, freed, alive>>
vars == <<engine, rights, chain, current, op, breaches, kills, creates>>

Init ==
    /\ alive = [p \in Processes |-> "yes"]
    /\ owner = Serves
    /\ valid = [e \in Entries |-> Serves[e] # None]
    /\ generation = [e \in Entries |-> 0]
    /\ calls = Callable
    /\ grants = Grantable
    /\ cache = [h \in Harts |-> {}]
    /\ issued = [h \in Harts |-> None]
    /\ current = [h \in Harts |-> None]
    /\ ended = {}
    /\ runs = Home
    /\ stack = [t \in Threads |-> <<>>]
    /\ active = [t \in Threads |-> NoSegment]
    /\ list = [p \in Processes |-> {[s |-> s, part |-> FALSE] : s \in {s \in Segments : Maker[s] = p}}]
    /\ freed = {}
    /\ op = None
    /\ granted = {g \in Processes \X Entries \X {0} : g[2] \in Callable[g[1]]}
    /\ breaches = {}
    /\ kills = 0
    /\ creates = 0

Live == Threads \ ended
Last(sequence) == sequence[Len(sequence)]
Front(sequence) == SubSeq(sequence, 1, Len(sequence) - 1)

(* The engine: docs/xxpc.md, section 5. A hart runs user code unless the holder of the kernel lock has stopped it. *)
User(h) == current[h] # None /\ IF op = None THEN TRUE ELSE op.hart # h /\ h \in op.asked

Line(h, e, p) == {l \in cache[h] : l.id = e /\ (Tagged => l.tag = p)}

\* xcall or prefetch, checks 1 and 2. The capability is read before the x-entry, and harts are not atomic to each other between the two.
Issue(h, e, mask, prefetch) ==
    LET p == runs[current[h]] IN
    /\ User(h) /\ issued[h] = None
    /\ e \in calls[p] \/ (Tagged /\ ~prefetch /\ Line(h, e, p) # {})
    /\ issued' = [issued EXCEPT ![h] = [id |-> e, mask |-> mask, prefetch |-> prefetch]]
    /\ UNCHANGED <<cache, rights, chain, current, op, breaches, kills, creates>>

TakesAway(p, e) ==
    /\ op # None
    /\ CASE op.kind \in {"remove", "kill"} -> e \in op.entries
         [] op.kind = "revoke" -> op.from = p /\ op.id = e
         [] OTHER -> FALSE

\* The rest of it: check 3, from the cache if a line is there; check 4; the point of no return; the cache filled, or not.
Complete(h) ==
    LET t == current[h]
        p == runs[t]
        e == issued[h].id
        line == Line(h, e, p)
        found == line # {} /\ ~issued[h].prefetch
        entry == IF found THEN CHOOSE l \in line : TRUE
                 ELSE [id |-> e, tag |-> IF Tagged THEN p ELSE None, process |-> owner[e], generation |-> generation[e]]
        record == [caller |-> p, callee |-> entry.process, segment |-> active[t],
                   mask |-> issued[h].mask, v |-> TRUE]
        fits == Len(stack[t]) < Depth
        goes == (found \/ valid[e]) /\ ~issued[h].prefetch /\ fits
        handed == Part(active[t], issued[h].mask)
    IN
    /\ User(h) /\ issued[h] # None
    /\ issued' = [issued EXCEPT ![h] = None]
    /\ \/ (issued[h].prefetch => ~valid[e]) /\ cache' = cache
       \/ valid[e] /\ (issued[h].prefetch \/ (goes /\ ~found)) /\ cache' = [cache EXCEPT ![h] = (@ \ line) \cup {entry}]
    /\ IF goes
       THEN /\ stack' = [stack EXCEPT ![t] = Append(@, record)]
            /\ runs' = [runs EXCEPT ![t] = entry.process]
            /\ active' = [active EXCEPT ![t] = handed]
            /\ list' = IF Kept("the sender gives its segment away") \/ active[t] = NoSegment THEN list ELSE [list EXCEPT ![p] = @ \cup {active[t]}]
            /\ breaches' = IF <<p, e, entry.generation>> \in granted \/ TakesAway(p, e) THEN breaches ELSE breaches \cup {<<p, e>>}
       ELSE UNCHANGED <<stack, runs, active, list, breaches>>
    /\ UNCHANGED <<rights, ended, freed, alive, current, op, kills, creates>>

Swapseg(h, segment) ==
    LET t == current[h] IN
    /\ User(h) /\ issued[h] = None
    /\ segment \in list[runs[t]] \cup {NoSegment} /\ segment # active[t]
    /\ list' = [list EXCEPT ![runs[t]] =
                   (IF Kept("swapseg takes out what it puts in") THEN @ \ {segment} ELSE @) \cup ({active[t]} \ {NoSegment})]
    /\ active' = [active EXCEPT ![t] = segment]
    /\ UNCHANGED <<engine, rights, ended, runs, stack, freed, alive, current, op, breaches, kills, creates>>

Returns(t) == Last(stack[t]).v /\ (active[t] = Part(Last(stack[t]).segment, Last(stack[t]).mask) \/ ~Kept("xret tests the segment"))

Xret(h) ==
    LET t == current[h] IN
    /\ User(h) /\ issued[h] = None /\ stack[t] # <<>> /\ Returns(t)
    /\ stack' = [stack EXCEPT ![t] = Front(@)]
    /\ runs' = [runs EXCEPT ![t] = Last(stack[t]).caller]
    /\ active' = [active EXCEPT ![t] = Last(stack[t]).segment]
    /\ UNCHANGED <<engine, rights, ended, list, freed, alive, current, op, breaches, kills, creates>>

(* The kernel: one lock; hart_flush_all stops the other harts between two instructions. *)
Scheduled == {current[h] : h \in Harts}

Dispatch(h, t) ==
    /\ op = None /\ current[h] = None /\ t \in Live \ Scheduled
    /\ current' = [current EXCEPT ![h] = t]
    /\ UNCHANGED <<engine, rights, chain, op, breaches, kills, creates>>

Preempt(h) ==
    /\ op = None /\ current[h] # None /\ issued[h] = None
    /\ current' = [current EXCEPT ![h] = None]
    /\ UNCHANGED <<engine, rights, chain, op, breaches, kills, creates>>

\* Taking the lock for something that all harts must know of: by a system call or a trap of the thread on hart h.
Start(h, request, stops) ==
    /\ op = None /\ current[h] # None /\ issued[h] = None
    /\ op' = request @@ [hart |-> h, asked |-> IF stops THEN Harts \ {h} ELSE {}]
    /\ cache' = [cache EXCEPT ![h] = {}]
    /\ UNCHANGED issued

Answer(h) ==
    /\ op # None /\ h \in op.asked /\ issued[h] = None
    /\ op' = [op EXCEPT !.asked = @ \ {h}]
    /\ cache' = [cache EXCEPT ![h] = {}]
    /\ UNCHANGED <<issued, rights, chain, current, breaches, kills, creates>>

Grant(h, e, to) ==
    LET p == runs[current[h]] IN
    /\ op = None /\ current[h] # None /\ issued[h] = None /\ "grant" \in Services
    /\ owner[e] # None /\ alive[to] = "yes" /\ e \notin calls[to]
    /\ e \in grants[p] \/ ~Kept("granting takes the grant right")
    /\ calls' = [calls EXCEPT ![to] = @ \cup {e}]
    /\ granted' = IF e \in grants[p] THEN granted \cup {<<to, e, generation[e]>>} ELSE granted
    /\ UNCHANGED <<engine, valid, owner, generation, grants, chain, current, op, breaches, kills, creates>>

Revoke(h, e, from) ==
    LET p == runs[current[h]] IN
    /\ "revoke" \in Services
    /\ Start(h, [kind |-> "revoke", id |-> e, from |-> from], Kept("revoke reaches every hart"))
    /\ owner[e] = p \/ e \in grants[p]
    /\ e \in calls[from]
    /\ calls' = [calls EXCEPT ![from] = @ \ {e}]
    /\ grants' = [grants EXCEPT ![from] = @ \ {e}]
    /\ granted' = granted \ {<<from, e, generation[e]>>}
    /\ UNCHANGED <<valid, owner, generation, chain, current, breaches, kills, creates>>

Invalidate(entries) ==
    /\ valid' = [e \in Entries |-> valid[e] /\ e \notin entries]
    /\ owner' = [e \in Entries |-> IF e \in entries THEN None ELSE owner[e]]
    /\ granted' = {g \in granted : g[2] \notin entries}
    /\ IF Kept("removal takes every right")
       THEN /\ calls' = [p \in Processes |-> calls[p] \ entries]
            /\ grants' = [p \in Processes |-> grants[p] \ entries]
       ELSE UNCHANGED <<calls, grants>>
    /\ UNCHANGED generation

Remove(h, e) ==
    /\ "remove" \in Services
    /\ Start(h, [kind |-> "remove", entries |-> {e}], Kept("removal reaches every hart"))
    /\ owner[e] = runs[current[h]]
    /\ Invalidate({e})
    /\ UNCHANGED <<chain, current, breaches, kills, creates>>

\* A free ID gets a new meaning: when it was removed everybody lost the right to it, and every hart knows.
Create(h, e) ==
    LET p == runs[current[h]] IN
    /\ op = None /\ current[h] # None /\ issued[h] = None /\ "create" \in Services /\ creates < MaxCreates
    /\ owner[e] = None
    /\ creates' = creates + 1
    /\ valid' = [valid EXCEPT ![e] = TRUE]
    /\ owner' = [owner EXCEPT ![e] = p]
    /\ generation' = [generation EXCEPT ![e] = @ + 1]
    /\ calls' = [calls EXCEPT ![p] = @ \cup {e}]
    /\ grants' = [grants EXCEPT ![p] = @ \cup {e}]
    /\ granted' = granted \cup {<<p, e, generation[e] + 1>>}
    /\ UNCHANGED <<engine, chain, current, op, breaches, kills>>

Kill(h, p) ==
    /\ Start(h, [kind |-> "kill", process |-> p, entries |-> {e \in Entries : owner[e] = p}], Kept("kill stops every hart"))
    /\ alive[p] = "yes"
    /\ Invalidate({e \in Entries : owner[e] = p})
    /\ UNCHANGED <<chain, current, breaches, creates>>

KillOnRequest(h, p) == "kill" \in Services /\ kills < MaxKills /\ kills' = kills + 1 /\ Kill(h, p)

\* An xret that the engine refuses: the caller is gone; or the callee does not give the segment back and ends for it.
XretTraps(h) ==
    LET t == current[h] IN
    /\ User(h) /\ issued[h] = None /\ stack[t] # <<>> /\ ~Returns(t)
    /\ IF Last(stack[t]).v
       THEN kills' = kills /\ Kill(h, runs[t])
       ELSE /\ Start(h, [kind |-> "unwind", thread |-> t], TRUE)
            /\ UNCHANGED <<rights, chain, current, breaches, kills, creates>>

\* A time limit: thread t goes back to the caller of its record i. Bounded with the kills.
Timeout(h, t, i) ==
    /\ "timeout" \in Services /\ kills < MaxKills /\ kills' = kills + 1
    /\ Start(h, [kind |-> "timeout", thread |-> t, to |-> i], TRUE)
    /\ t \in Live /\ i <= Len(stack[t]) /\ stack[t][i].v
    /\ UNCHANGED <<rights, chain, current, breaches, creates>>

Free(h, s) ==
    /\ "free" \in Services
    /\ Start(h, [kind |-> "free", segment |-> s], TRUE)
    /\ Maker[s] = runs[current[h]] /\ [s |-> s, part |-> FALSE] \in list[Maker[s]]
    /\ UNCHANGED <<rights, chain, current, breaches, kills, creates>>

(* What the kernel does to the chains of calls, as functions of the state that they are in:
   [ended, runs, stack, active, list, freed, alive], and `moved`: threads that no hart goes on with. *)
Holds(st, t, s) == st.active[t].s = s
Records(st, t) == {st.stack[t][i] : i \in 1 .. Len(st.stack[t])}
Claims(st, t, s) == \E r \in Records(st, t) : r.segment.s = s /\ r.v
Lists(st, p, s) == \E x \in st.list[p] : x.s = s
LiveIn(st) == Threads \ st.ended

\* The thread has the segment active and got it from the maker, or is at home there, where no other process has lent it.
HoldsForMaker(st, t, s) ==
    LET by == {r.caller : r \in {r \in Records(st, t) : r.segment.s = s}} IN
    Holds(st, t, s) /\ (Maker[s] \in by \/ (by = {} /\ st.runs[t] = Maker[s]))

\* Threads ts lose it: registers and records together, so that they are still equal at the xret.
TakeFrom(st, ts, s) ==
    [st EXCEPT !.active = [t \in Threads |-> IF t \in ts /\ @[t].s = s THEN NoSegment ELSE @[t]],
               !.stack = [t \in Threads |-> [i \in 1 .. Len(@[t]) |->
                              IF t \in ts /\ @[t][i].segment.s = s THEN [@[t][i] EXCEPT !.segment = NoSegment, !.mask = "none"] ELSE @[t][i]]]]

Unlist(st, s) == [st EXCEPT !.list = [p \in Processes |-> {x \in @[p] : x.s # s}]]

\* A caller gets back what its record says, unless it is not its turn: somebody holds it for the maker.
GiveBack(st, t, record) ==
    LET s == record.segment.s
        others == LiveIn(st) \ {t}
        elsewhere == \/ \E u \in others : HoldsForMaker(st, u, s)
                     \/ record.caller # Maker[s] /\ Lists(st, Maker[s], s)
        restored(x) == [x EXCEPT !.active[t] = record.segment]
    IN
    IF s = None THEN restored(st)
    ELSE IF ~Kept("unwinding looks at other threads") THEN restored(Unlist(st, s))
    ELSE IF ~Kept("unwinding looks into the lists") THEN restored(TakeFrom(st, {u \in others : Holds(st, u, s)}, s))
    ELSE IF ~Kept("unwinding leaves the claims of others") THEN restored(TakeFrom(Unlist(st, s), others, s))
    ELSE IF elsewhere THEN [st EXCEPT !.active[t] = NoSegment]
    ELSE restored(TakeFrom(Unlist(st, s), IF record.caller = Maker[s] THEN others ELSE {u \in others : Holds(st, u, s)}, s))

\* What a thread had active and nobody holds any more goes home.
Settle(st, s) ==
    IF \/ s = None \/ s \in st.freed
       \/ st.alive[Maker[s]] # "yes"
       \/ \E t \in LiveIn(st) : Holds(st, t, s) \/ Claims(st, t, s)
       \/ \E p \in Processes : Lists(st, p, s)
       \/ ~Kept("a segment that unwinding drops goes home")
    THEN st
    ELSE [st EXCEPT !.list[Maker[s]] = @ \cup {[s |-> s, part |-> FALSE]}]

RECURSIVE SettleAll(_, _)
SettleAll(st, ss) == IF ss = {} THEN st ELSE LET s == CHOOSE s \in ss : TRUE IN SettleAll(Settle(st, s), ss \ {s})

\* By a thread that has it for the maker, or by a record of the maker's.
ComesBack(st, s) ==
    \/ \E t \in LiveIn(st) : HoldsForMaker(st, t, s)
    \/ \E t \in LiveIn(st) : \E r \in Records(st, t) : r.v /\ r.caller = Maker[s] /\ r.segment.s = s

\* A record that is dropped: if its caller is the maker and has no other claim every loan is over, and the segment goes home, whoever has it.
Drop(st, r) ==
    LET s == r.segment.s
        taken == TakeFrom(Unlist(st, s), Threads, s)
    IN  IF s # None /\ r.v /\ r.caller = Maker[s] /\ ~ComesBack(st, s) /\ Kept("a claim of the maker that is dropped ends the loans")
        THEN [taken EXCEPT !.list[Maker[s]] = @ \cup {[s |-> s, part |-> FALSE]}]
        ELSE IF Kept("records that unwinding drops are settled") THEN Settle(st, s) ELSE st

RECURSIVE DropAll(_, _)
DropAll(st, rs) == IF rs = {} THEN st ELSE LET r == CHOOSE r \in rs : TRUE IN DropAll(Drop(st, r), rs \ {r})

\* link_stack_unwind_to: to the caller of record `to`; a thread that has none, 0, ends.
UnwindTo(st, t, to) ==
    LET record == st.stack[t][to]
        dropped == {st.stack[t][i] : i \in (to + 1) .. Len(st.stack[t])}
        bare == [st EXCEPT !.active[t] = NoSegment, !.moved = @ \cup {t}]
        gone == [bare EXCEPT !.ended = @ \cup {t}, !.stack[t] = <<>>, !.runs[t] = Home[t]]
        back == [bare EXCEPT !.stack[t] = SubSeq(@, 1, to - 1), !.runs[t] = record.caller]
    IN  DropAll(Settle(IF to = 0 THEN gone ELSE GiveBack(back, t, record), st.active[t].s), dropped)

\* link_stack_unwind: to the nearest caller that lives.
Unwind(st, t) ==
    LET good == {i \in 1 .. Len(st.stack[t]) : st.stack[t][i].v}
    IN  UnwindTo(st, t, IF good = {} THEN 0 ELSE CHOOSE i \in good : \A j \in good : j <= i)

RECURSIVE UnwindAll(_, _)
UnwindAll(st, ts) == IF ts = {} THEN st ELSE LET t == CHOOSE t \in ts : TRUE IN UnwindAll(Unwind(st, t), ts \ {t})

\* process_reap: a dead maker's segments are freed as soon as no thread has them, and it is gone when they and its threads are.
Reap(st) ==
    LET dying == {p \in Processes : st.alive[p] = "dying"}
        free == {s \in Segments \ st.freed :
                    /\ Maker[s] \in dying
                    /\ ~Kept("a segment that a thread has is not freed") \/ ~\E t \in LiveIn(st) : Holds(st, t, s) \/ Claims(st, t, s)}
        freed_now == st.freed \cup free
        gone == {p \in dying : (\A s \in Segments : Maker[s] = p => s \in freed_now) /\ ~\E t \in LiveIn(st) : Home[t] = p}
    IN [st EXCEPT !.freed = freed_now,
                  !.list = [p \in Processes |-> {x \in @[p] : x.s \notin free}],
                  !.alive = [p \in Processes |-> IF p \in gone THEN "no" ELSE @[p]]]

\* process_end, from where all harts have been stopped. A thread on another hart that was not stopped is not seen.
End(st, p, seen) ==
    LET disowned == IF ~Kept("kill marks the records") THEN st
                    ELSE [st EXCEPT !.stack = [t \in Threads |-> IF t \notin seen THEN @[t] ELSE
                             [i \in 1 .. Len(@[t]) |-> IF @[t][i].caller = p THEN [@[t][i] EXCEPT !.v = FALSE] ELSE @[t][i]]]]
        inside == {t \in LiveIn(st) \cap seen : st.runs[t] = p}
        dying == [disowned EXCEPT !.alive[p] = "dying"]
        unwound == IF Kept("kill unwinds who is inside") THEN UnwindAll(dying, inside) ELSE dying
    IN  SettleAll([unwound EXCEPT !.list[p] = {}], {x.s : x \in unwound.list[p]})

State == [ended |-> ended, runs |-> runs, stack |-> stack, active |-> active, list |-> list, freed |-> freed, alive |-> alive, moved |-> {}]

Becomes(st) ==
    /\ ended' = st.ended /\ runs' = st.runs /\ stack' = st.stack /\ active' = st.active
    /\ list' = st.list /\ freed' = st.freed /\ alive' = st.alive
    /\ current' = [h \in Harts |-> IF current[h] \in st.moved THEN None ELSE current[h]]

Finish ==
    /\ op # None /\ op.asked = {}
    /\ op' = None
    /\ CASE op.kind = "kill" ->
              LET seen == IF Kept("kill stops every hart") THEN Threads ELSE Threads \ {current[h] : h \in Harts \ {op.hart}} IN
              Becomes(Reap(End(State, op.process, seen))) /\ UNCHANGED rights
         [] op.kind = "unwind" -> Becomes(Reap(Unwind(State, op.thread))) /\ UNCHANGED rights
         \* It may have returned before all harts stood.
         [] op.kind = "timeout" ->
              /\ Becomes(IF op.thread \in Live /\ op.to <= Len(stack[op.thread]) /\ stack[op.thread][op.to].v
                         THEN Reap(UnwindTo(State, op.thread, op.to)) ELSE State)
              /\ UNCHANGED rights
         [] op.kind = "free" ->
              LET used == \E t \in Live : Holds(State, t, op.segment) \/ Claims(State, t, op.segment)
                  whole == [s |-> op.segment, part |-> FALSE]
                  listed == whole \in list[Maker[op.segment]]
                  may == listed /\ (~used \/ ~Kept("free tests for use")) IN
              /\ freed' = IF may THEN freed \cup {op.segment} ELSE freed
              /\ list' = IF may THEN [list EXCEPT ![Maker[op.segment]] = @ \ {whole}] ELSE list
              /\ UNCHANGED <<rights, ended, runs, stack, active, alive, current>>
         [] OTHER -> UNCHANGED <<rights, chain, current>>
    /\ UNCHANGED <<engine, breaches, kills, creates>>

Request(h) ==
    \/ \E e \in Entries, p \in Processes : Grant(h, e, p) \/ Revoke(h, e, p)
    \/ \E e \in Entries : Remove(h, e) \/ Create(h, e)
    \/ \E p \in Processes : KillOnRequest(h, p)
    \/ \E s \in Segments : Free(h, s)
    \/ \E t \in Threads, i \in 1 .. Depth : Timeout(h, t, i)

Code(h) ==
    \/ \E e \in Entries, m \in Masks :
          Issue(h, e, IF active[current[h]] = NoSegment THEN "all" ELSE m, FALSE)
    \/ "prefetch" \in Services /\ \E e \in Entries : Issue(h, e, "all", TRUE)
    \/ \E x \in {[s |-> s, part |-> b] : s \in Segments, b \in BOOLEAN} \cup {NoSegment} : Swapseg(h, x)

Next ==
    \/ \E h \in Harts : Complete(h) \/ Xret(h) \/ XretTraps(h) \/ Answer(h) \/ Preempt(h)
    \/ \E h \in Harts : current[h] # None /\ (Code(h) \/ Request(h))
    \/ \E h \in Harts, t \in Threads : Dispatch(h, t)
    \/ Finish

Spec == Init /\ [][Next]_vars

\* Harts go on, threads get their turn, and each callee tries to return again and again. When an action is enabled is said beside it:
\* TLC finds that out too slowly.
CanTry(t, depth) ==
    \E h \in Harts : current[h] = t /\ Len(stack[t]) = depth /\ User(h) /\ issued[h] = None /\ (Returns(t) \/ op = None)
Tries(t, depth) == \E h \in Harts : current[h] = t /\ Len(stack[t]) = depth /\ (Xret(h) \/ XretTraps(h))
Fair ==
    /\ []<>~(op # None /\ op.asked = {}) \/ []<><<Finish>>_vars
    /\ \A h \in Harts : []<>~(User(h) /\ issued[h] # None) \/ []<><<Complete(h)>>_vars
    /\ \A h \in Harts : []<>~(op # None /\ h \in op.asked /\ issued[h] = None) \/ []<><<Answer(h)>>_vars
    /\ \A t \in Threads :
          <>[]~(op = None /\ t \in Live \ Scheduled /\ \E h \in Harts : current[h] = None) \/ []<><<\E h \in Harts : Dispatch(h, t)>>_vars
    /\ \A t \in Threads, d \in 1 .. Depth : <>[]~CanTry(t, d) \/ []<><<Tries(t, d)>>_vars
FairSpec == Spec /\ Fair

-----------------------------------------------------------------------------
(* The invariants. *)

\* A segment, or a part of it, is active in one thread or in one list, or waits in records below that.
OneOwner ==
    \A s \in Segments :
        Cardinality({t \in Live : active[t].s = s})
            + Cardinality({z \in Processes \X {[s |-> s, part |-> b] : b \in BOOLEAN} : z[2] \in list[z[1]]}) <= 1

\* A link stack is the path of calls that led here, its valid records are those whose caller lives, and nobody runs in what is dead.
BalancedStacks ==
    \A t \in Live :
        LET n == Len(stack[t]) IN
        /\ n <= Depth
        /\ \A i \in 1 .. n : stack[t][i].caller = IF i = 1 THEN Home[t] ELSE stack[t][i - 1].callee
        /\ runs[t] = IF n = 0 THEN Home[t] ELSE Last(stack[t]).callee
        /\ op = None => alive[runs[t]] = "yes" /\ \A i \in 1 .. n : stack[t][i].v <=> alive[stack[t][i].caller] = "yes"

\* Nobody calls what it has no right to, be the right revoked, the x-entry removed, or its ID used again.
Confinement ==
    /\ breaches = {}
    /\ op = None => \A h \in Harts : \A l \in cache[h] :
          valid[l.id] /\ generation[l.id] = l.generation /\ owner[l.id] = l.process /\ (Tagged => l.id \in calls[l.tag])
    /\ \A p \in Processes : \A e \in calls[p] : owner[e] # None => <<p, e, generation[e]>> \in granted

\* A living process has each segment that it made: in its list, active, or in a record by which it comes back. What is freed is held by nobody.
NothingLost ==
    op = None => \A s \in Segments :
        IF s \in freed
        THEN ~\E t \in Live, p \in Processes : Holds(State, t, s) \/ Claims(State, t, s) \/ Lists(State, p, s)
        ELSE /\ alive[Maker[s]] # "no"
             /\ alive[Maker[s]] # "yes" \/ Lists(State, Maker[s], s) \/ ComesBack(State, s)

\* Who calls gets an answer or an error, or is itself dead by then.
EveryCallerHearsBack ==
    \A t \in Threads, d \in 1 .. Depth :
        (t \in Live /\ Len(stack[t]) >= d /\ stack[t][d].v)
            ~> (t \notin Live \/ Len(stack[t]) < d \/ ~stack[t][d].v)
=============================================================================
