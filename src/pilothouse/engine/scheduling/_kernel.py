# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# mypy: ignore-errors
"""The hot loop of the dispatch rule, in whole numbers, so that both ways of running it agree to the digit.

Written in Cython's pure-Python mode: compiled it is C that needs no interpreter lock, uncompiled the same
file runs as it stands. ``compile.py`` makes the arrays, ``_kernel.pxd`` holds the C types.
Nodes are tasks, then milestones, then groups; work is minutes times ``UNIT``. Only numbers that are not
negative are divided: there C and Python agree.
"""

try:
    import cython
except ImportError:
    from . import _plain_cython as cython

if not cython.compiled:
    from . import _plain_cython as cython

NEVER = 4611686018427387904
UNIT = 1000000
STARTED = 1
BLOCKED = 2
ASIDE = 3
BY_LINK = 1
BY_PERSON = 2
BY_POOL = 3
BY_FINISH = 4


def is_compiled():
    """Whether this is the C version."""
    return bool(cython.compiled)


class Dispatcher:
    """The rule over the arrays of one plan: ``run`` once, ``run_many`` over rows of work."""

    def __init__(self, counts, arrays, limits=True):
        for name, value in counts.items():
            setattr(self, name, value)
        for name, array in arrays.items():
            setattr(self, name, memoryview(array))
        self.limits = limits
        self.cut = 0

    def run(self, work):
        """Apply the rule to one amount of work per task; the answer is in start, finish, people and why."""
        self.work = memoryview(work)
        with cython.nogil:
            self._pass()

    def run_many(self, work, extra, starts, finishes, critical, cost):
        """Apply the rule to each row of ``work`` and write a row of ``starts`` and ``finishes``.

        ``extra`` holds a cost to begin each row with; ``critical`` counts the runs in which a node was on the
        chain that set the last finish."""
        rows: cython.longlong[:, ::1] = memoryview(work)
        begin: cython.double[::1] = memoryview(extra)
        out_start: cython.longlong[:, ::1] = memoryview(starts)
        out_finish: cython.longlong[:, ::1] = memoryview(finishes)
        counts: cython.longlong[::1] = memoryview(critical)
        money: cython.double[::1] = memoryview(cost)
        r: cython.longlong
        i: cython.longlong
        count: cython.longlong = len(rows)
        with cython.nogil:
            for r in range(count):
                for i in range(self.tasks):
                    self.work[i] = rows[r, i]
                self._pass()
                for i in range(self.nodes):
                    out_start[r, i] = self.start[i]
                    out_finish[r, i] = self.finish[i]
                money[r] = begin[r] + self.money
                self._count_chain(counts)

    def _count_chain(self, counts):
        """Add one to each node of the binding chain that ends with the last finish."""
        i: cython.longlong
        last: cython.longlong = -1
        for i in range(self.marks):
            if self.finish[i] < NEVER and (last < 0 or self.finish[i] > self.finish[last]):
                last = i
        while last >= 0 and (last >= self.tasks or self.ended[last] < 0):
            counts[last] += 1
            last = self.why_node[last] if self.why[last] else -1
        return 0

    # The pass

    def _pass(self):
        """One dispatch: from moment to moment, what happens, then who may start."""
        self._reset()
        self._settle()
        while True:
            self.now = self.opening if self.opening < self.wake else self.wake
            if self.events and self.event_time[0] < self.now:
                self.now = self.event_time[0]
            if self.now >= NEVER:
                return 0
            self._happen()
            self._dispatch()

    def _reset(self):
        i: cython.longlong
        for i in range(self.nodes):
            self.start[i] = NEVER
            self.finish[i] = NEVER
            self.why[i] = 0
            self.why_node[i] = -1
            self.pending[i] = self.pending0[i]
            self.start_bound[i] = self.floor[i]
            self.start_by[i] = -1
            self.finish_bound[i] = -NEVER
            self.finish_by[i] = -1
            self.delayed[i] = 0
        for i in range(self.tasks):
            self.resumes[i] = NEVER
        for i in range(self.people_off[self.tasks]):
            self.people[i] = -1
        for i in range(self.nodes - self.marks):
            self.open_kids[i] = self.open_kids0[i]
            self.group_end[i] = -NEVER
        for i in range(self.lanes):
            self.lane_busy[i] = 0
            self.lane_free[i] = -NEVER
            self.lane_last[i] = -1
        for i in range(self.pools):
            self.pool_room[i] = self.pool_capacity[i]
            self.pool_free[i] = -NEVER
            self.pool_last[i] = -1
        for i in range(self.classes):
            self.class_size[i] = 0
            self.class_short[i] = -1
        for i in range(self.timelines):
            self.tl_pos[i] = self.tl_off[i]
        self.events = 0
        self.todo_count = 0
        self.now = -NEVER
        self.wake = NEVER
        self.opening = NEVER
        self.money = 0.0
        return 0

    def _settle(self):
        """Enter what has happened, then everything that waits for nothing.

        A started task that nobody can end is left out: what waits for it has no date either."""
        i: cython.longlong
        known: cython.longlong
        for i in range(self.tasks):
            known = self.task_class[i] >= 0 or self.work[i] == 0
            if self.begun[i] > -NEVER and known:
                self.start[i] = self.begun[i]
                self._first_start(i)
        for i in range(self.tasks):
            if self.start[i] < NEVER:
                self._tell(i, 0, self.begun[i], i)
            if self.ended[i] >= 0:
                self.finish[i] = self.ended[i]
                self._tell_finish(i)
        for i in range(self.marks, self.nodes):
            if self.start[i] < NEVER:
                self._tell(i, 0, self.start[i], self.group_first[i - self.marks])
        for i in range(self.nodes):
            if self.pending0[i] == 0 and (i >= self.tasks or self.ended[i] < 0):
                self._free(i)
        self._drain()
        return 0

    def _happen(self):
        """Everything that ends or becomes possible now."""
        what: cython.longlong
        while self.events and self.event_time[0] <= self.now:
            what = self._pop_event()
            if what < self.tasks:
                self._enqueue(what)
            elif what < 2 * self.tasks:
                self._release(what - self.tasks)
            else:
                self._announce_start(what - 2 * self.tasks)
        self._drain()
        return 0

    def _release(self, task):
        """Give back the people and pools of a task that ends now."""
        i: cython.longlong
        c: cython.longlong = self.task_class[task]
        for i in range(self.people_off[task], self.people_off[task + 1]):
            if self.people[i] >= 0:
                self.lane_busy[self.people[i]] = 0
                self.lane_free[self.people[i]] = self.now
                self.lane_last[self.people[i]] = task
        for i in range(self.class_pool_off[c], self.class_pool_off[c + 1]):
            self.pool_room[self.class_pool[i]] += self.class_amount[i]
            self.pool_free[self.class_pool[i]] = self.now
            self.pool_last[self.class_pool[i]] = task
        return 0

    # Who may start

    def _dispatch(self):
        """Take the waiting tasks in order and start those that can; then find when to look again."""
        c: cython.longlong
        task: cython.longlong
        outcome: cython.longlong
        aside: cython.longlong = 0
        self.wake = NEVER
        for c in range(self.classes):
            self.class_head[c] = self.queue[self.class_base[c]] if self.class_size[c] else NEVER
        c = self._next_class()
        while c >= 0:
            task = self.by_rank[self.class_head[c]]
            outcome = self._try(task, c)
            self.class_head[c] = NEVER
            if outcome != BLOCKED:
                self._dequeue(c)
                if self.class_size[c]:
                    self.class_head[c] = self.queue[self.class_base[c]]
                if outcome == ASIDE:
                    self.aside[aside] = task
                    aside += 1
            c = self._next_class()
        while aside > 0:
            aside -= 1
            self._enqueue(self.aside[aside])
        self._drain()
        self._find_opening()
        return 0

    def _next_class(self):
        """The class whose first task comes first of all that are not blocked; -1 when none is left."""
        c: cython.longlong
        best: cython.longlong = -1
        rank: cython.longlong = NEVER
        for c in range(self.classes):
            if self.class_head[c] < rank:
                rank = self.class_head[c]
                best = c
        return best

    def _try(self, task, c):
        """Start the task now if people, pools and its finish bound allow it."""
        i: cython.longlong
        end: cython.longlong
        if self.limits:
            for i in range(self.class_pool_off[c], self.class_pool_off[c + 1]):
                if self.pool_room[self.class_pool[i]] < self.class_amount[i]:
                    self.class_short[c] = self.class_pool[i]
                    return BLOCKED
        end = self._choose(task, c) if self.class_need[c] else self._run_alone(task, c)
        if end < 0:
            return BLOCKED
        if end >= NEVER:
            return ASIDE
        if not self.limits:
            end = max(end, self.finish_bound[task])
        if end < self.finish_bound[task]:
            self._wake_for(task, c)
            self.delayed[task] = 1
            return ASIDE
        self._begin(task, c, end)
        return STARTED

    def _run_alone(self, task, c):
        """Finish of a task without people that starts now, or -1 when its time is not open."""
        tl: cython.longlong = self.class_tl[c]
        at: cython.longlong = self._at(tl)
        if at < 0 or (self.limits and self.tl_start[at] > self.now):
            return -1
        return self._reach(tl, at, self.now, self.work[task])

    def _choose(self, task, c):
        """Pick the people who would finish first; -1 when too few are free and at work."""
        need: cython.longlong = self.class_need[c]
        part: cython.longlong = self.work[task]
        apart: cython.longlong = self.now > self.class_meet[c]
        unable: cython.longlong = 0
        working: cython.longlong = 0
        i: cython.longlong
        lane: cython.longlong
        at: cython.longlong
        works: cython.longlong
        end: cython.longlong
        self.picked = 0
        if need > 1:
            part = (part + need // 2) // need
        for i in range(self.class_off[c], self.class_off[c + 1]):
            lane = self.class_lane[i]
            if self.limits and self.lane_busy[lane]:
                continue
            at = self._at(self.lane_tl[lane])
            if at < 0:
                continue
            works = self.tl_start[at] <= self.now
            if not works and not apart and self.limits:
                continue
            end = self._reach(self.lane_tl[lane], at, self.now, part)
            if end >= NEVER:
                unable = 1
                continue
            self._offer(need, lane, end, works)
        for i in range(self.picked):
            working |= self.pick_works[i]
        if self.picked < need or (self.limits and not working):
            return NEVER if unable else -1
        return self.pick_finish[need - 1]

    def _offer(self, need, lane, end, works):
        """Keep the lane if it is among the first ``need`` to finish; who came first stays before equals."""
        k: cython.longlong = self.picked
        if k == need:
            if self.pick_finish[k - 1] <= end:
                return 0
            k -= 1
        else:
            self.picked += 1
        while k > 0 and self.pick_finish[k - 1] > end:
            self.pick[k] = self.pick[k - 1]
            self.pick_finish[k] = self.pick_finish[k - 1]
            self.pick_works[k] = self.pick_works[k - 1]
            k -= 1
        self.pick[k] = lane
        self.pick_finish[k] = end
        self.pick_works[k] = works
        return 0

    def _begin(self, task, c, end):
        """Start (or resume) a task now: take what it needs, say why now, tell who waits for it."""
        i: cython.longlong
        need: cython.longlong = self.class_need[c]
        since: cython.longlong = self._why_link(task)
        rate: cython.double = 0.0
        for i in range(need):
            self.people[self.people_off[task] + i] = self.pick[i]
            self.lane_busy[self.pick[i]] = 1
            rate += self.lane_rate[self.pick[i]]
            if self.lane_free[self.pick[i]] > since:
                since = self.lane_free[self.pick[i]]
                self.why[task] = BY_PERSON
                self.why_node[task] = self.lane_last[self.pick[i]]
        for i in range(self.class_pool_off[c], self.class_pool_off[c + 1]):
            self.pool_room[self.class_pool[i]] -= self.class_amount[i]
        i = self.class_short[c]
        if i >= 0 and self.pool_free[i] > since:
            self.why[task] = BY_POOL
            self.why_node[task] = self.pool_last[i]
        self.class_short[c] = -1
        if self.delayed[task] and self.finish_by[task] >= 0:
            self.why[task] = BY_FINISH
            self.why_node[task] = self.finish_by[task]
        if need:
            self.money += (self.work[task] / 60000000.0 + self.spent[task]) / need * rate
        self._push_event(end, task + self.tasks)
        self._place(task, end)
        return 0

    def _why_link(self, node):
        """Since when links and wishes let the node start, noted as its reason."""
        if self.start_by[node] >= 0:
            self.why[node] = BY_LINK
            self.why_node[node] = self.start_by[node]
        return self.start_bound[node]

    def _wake_for(self, task, c):
        """Look again when those just picked would finish on or after the bound."""
        need: cython.longlong = self.class_need[c]
        bound: cython.longlong = self.finish_bound[task]
        work: cython.longlong = self.work[task]
        i: cython.longlong
        when: cython.longlong = NEVER
        if need == 0:
            when = self._back(self.class_tl[c], bound, work)
        for i in range(need):
            work = (self.work[task] + need // 2) // need
            when = min(when, self._back(self.lane_tl[self.pick[i]], bound, work))
        self.wake = min(self.wake, max(when, self.now + 1))
        return 0

    def _find_opening(self):
        """The next moment at which somebody free, or a time, that a waiting task could use opens."""
        c: cython.longlong
        i: cython.longlong
        self.opening = NEVER
        for c in range(self.classes):
            if self.class_size[c] and self.now <= self.class_last[c]:
                if self.class_need[c] == 0:
                    self._open_later(self.class_tl[c])
                for i in range(self.class_off[c], self.class_off[c + 1]):
                    if not (self.limits and self.lane_busy[self.class_lane[i]]):
                        self._open_later(self.lane_tl[self.class_lane[i]])
        return 0

    def _open_later(self, tl):
        at: cython.longlong = self._at(tl)
        if at >= 0 and self.now < self.tl_start[at] < self.opening:
            self.opening = self.tl_start[at]
        return 0

    # Who waits for whom

    def _place(self, task, end):
        """Give the task its finish, and its start (now) unless it has one."""
        self.finish[task] = end
        if self.begun[task] > -NEVER:
            self.resumes[task] = self.now
        else:
            self.start[task] = self.now
            self._announce_start(task)
            self._tell(task, 0, self.now, task)
        self._tell_finish(task)
        return 0

    def _place_moment(self, node):
        """Put a node without work at the latest of its bounds; a task never before now."""
        when: cython.longlong = max(self.start_bound[node], self.finish_bound[node])
        if node < self.tasks:
            when = max(when, self.now)
        self._why_link(node)
        if self.finish_bound[node] > self.start_bound[node]:
            self.why[node] = BY_FINISH
            self.why_node[node] = self.finish_by[node]
        self.finish[node] = when
        if node < self.tasks and self.begun[node] > -NEVER:
            self._tell_finish(node)
            return 0
        self.start[node] = when
        self._tell(node, 0, when, node)
        if node >= self.tasks:
            self._tell(node, 1, when, node)
            return 0
        if when <= self.now:
            self._announce_start(node)
        else:
            self._push_event(when, node + 2 * self.tasks)
        self._tell_finish(node)
        return 0

    def _first_start(self, task):
        """Note the past start of a task as its groups' start, if it is the first."""
        group: cython.longlong = self.parent[task]
        while group >= 0 and self.start[group] > self.start[task]:
            self.start[group] = self.start[task]
            self.group_first[group - self.marks] = task
            group = self.parent[group]
        return 0

    def _announce_start(self, task):
        """The start of the first task of a group is the group's start."""
        group: cython.longlong = self.parent[task]
        while group >= 0 and self.start[group] >= NEVER:
            self.start[group] = self.start[task]
            self.group_first[group - self.marks] = task
            self._tell(group, 0, self.start[task], task)
            group = self.parent[group]
        return 0

    def _tell_finish(self, node):
        """The finish of a task is known; so is its group's when it was the last one open."""
        group: cython.longlong
        by: cython.longlong = node
        while True:
            self._tell(node, 1, self.finish[node], by)
            if self.parent[node] < 0:
                return 0
            group = self.parent[node] - self.marks
            if self.finish[node] > self.group_end[group]:
                self.group_end[group] = self.finish[node]
                self.group_last[group] = by
            self.open_kids[group] -= 1
            if self.open_kids[group] > 0:
                return 0
            node = self.parent[node]
            self.finish[node] = self.group_end[group]
            by = self.group_last[group]

    def _tell(self, node, finish, base, by):
        """Pass a start (``finish`` 0) or a finish (1) on along the links that leave from it."""
        e: cython.longlong
        bound: cython.longlong
        for e in range(self.out_off[node], self.out_off[node + 1]):
            if self.out_from_finish[e] == finish:
                bound = base + self.out_lag[e]
                if self.out_lag[e] and not self.out_elapsed[e]:
                    bound = self._shift(base, self.out_lag[e])
                if self.out_to_finish[e]:
                    self._deliver(self.out_to[e], -NEVER, -1, bound, by)
                else:
                    self._deliver(self.out_to[e], bound, by, -NEVER, -1)
        return 0

    def _deliver(
        self,
        node,
        start,
        start_by,
        finish,
        finish_by,
    ):
        """Tighten the bounds of a node by one of those it waits for."""
        later: cython.longlong = start > self.start_bound[node]
        later |= start == self.start_bound[node] and self.start_by[node] < 0
        if later and not (node < self.tasks and self.begun[node] > -NEVER):
            self.start_bound[node] = start
            self.start_by[node] = start_by
        if finish > -NEVER and finish > self.finish_bound[node]:
            self.finish_bound[node] = finish
            self.finish_by[node] = finish_by
        self.pending[node] -= 1
        if self.pending[node] == 0:
            self._free(node)
        return 0

    def _free(self, node):
        self.todo[self.todo_count] = node
        self.todo_count += 1
        return 0

    def _drain(self):
        """Go on with every node that waits for nothing any more."""
        node: cython.longlong
        i: cython.longlong
        while self.todo_count:
            self.todo_count -= 1
            node = self.todo[self.todo_count]
            if node >= self.marks:
                for i in range(self.kid_off[node - self.marks], self.kid_off[node - self.marks + 1]):
                    self._deliver(
                        self.kid[i],
                        self.start_bound[node],
                        self.start_by[node],
                        self.finish_bound[node],
                        self.finish_by[node],
                    )
            elif self.start_bound[node] >= NEVER or self.finish_bound[node] >= NEVER:
                continue
            elif node >= self.tasks or self.work[node] == 0:
                self._place_moment(node)
            elif self.task_class[node] >= 0:
                self._push_event(max(self.start_bound[node], self.now), node)
        return 0

    # Working time

    def _at(self, tl):
        """The interval of the timeline that is open now or opens next, -1 when there is none."""
        i: cython.longlong = self.tl_pos[tl]
        end: cython.longlong = self.tl_off[tl + 1]
        while i < end and self.tl_end[i] <= self.now:
            i += 1
        self.tl_pos[tl] = i
        if i < end:
            return i
        self.cut |= self.tl_endless[tl]
        return -1

    def _reach(self, tl, i, moment, work):
        """When work begun at ``moment`` in (or before) interval ``i`` is done, to the nearest minute."""
        begin: cython.longlong = max(moment, self.tl_start[i])
        goal: cython.longlong = self.tl_done[i] - (self.tl_end[i] - begin) * self.tl_rate[i] + work
        minutes: cython.longlong
        i = self._interval(i, self.tl_off[tl + 1] - 1, goal)
        if i < 0:
            self.cut |= self.tl_endless[tl]
            return NEVER
        minutes = goal - self.tl_done[i] + (self.tl_end[i] - self.tl_start[i]) * self.tl_rate[i]
        minutes = (max(minutes, 0) + self.tl_rate[i] // 2) // self.tl_rate[i]
        minutes = min(max(minutes, 1), self.tl_end[i] - self.tl_start[i])
        return max(self.tl_start[i] + minutes, begin + 1)

    def _interval(self, i, last, goal):
        """The first interval from ``i`` on by whose end so much is done, -1 when there is none.

        Tried first is where it lies if all intervals are as long as this one."""
        step: cython.longlong = 1
        low: cython.longlong = i
        if i < last and self._short(i, goal):
            low = i + 1
            step = (self.tl_end[i] - self.tl_start[i]) * self.tl_rate[i]
            i = min(low + (goal - self.tl_done[i] - 1) // step, last)
            if self._short(i - 1, goal):
                low = i
            step = 1
        while i < last and self._short(i, goal):
            low = i + 1
            i = min(i + step, last)
            step *= 2
        if self._short(i, goal):
            return -1
        while low < i:
            step = (low + i) // 2
            if self._short(step, goal):
                low = step + 1
            else:
                i = step
        return i

    def _short(self, i, goal):
        """Whether less is done by the end of the interval, half a minute's work aside."""
        return self.tl_done[i] + self.tl_rate[i] // 2 < goal

    def _seek(self, tl, moment):
        """The first interval that ends after the moment; one past the last when there is none."""
        low: cython.longlong = self.tl_off[tl]
        high: cython.longlong = self.tl_off[tl + 1]
        middle: cython.longlong
        while low < high:
            middle = (low + high) // 2
            if self.tl_end[middle] > moment:
                high = middle
            else:
                low = middle + 1
        return low

    def _worked(self, tl, moment):
        """Work the timeline can do before the moment."""
        i: cython.longlong = self._seek(tl, moment)
        if i == self.tl_off[tl + 1]:
            return self.tl_done[i - 1] if i > self.tl_off[tl] else 0
        return self.tl_done[i] - (self.tl_end[i] - max(moment, self.tl_start[i])) * self.tl_rate[i]

    def _back(self, tl, moment, work):
        """The latest moment from which that much work is done by ``moment``; the very first when there is
        none."""
        goal: cython.longlong = self._worked(tl, moment) - work
        low: cython.longlong = self.tl_off[tl]
        high: cython.longlong = self.tl_off[tl + 1]
        middle: cython.longlong
        if low == high:
            return moment
        if goal <= 0:
            return self.tl_start[low]
        while low < high:
            middle = (low + high) // 2
            if self.tl_done[middle] > goal:
                high = middle
            else:
                low = middle + 1
        if low == self.tl_off[tl + 1]:
            return moment
        return self.tl_end[low] - (self.tl_done[low] - goal) // self.tl_rate[low]

    def _shift(self, moment, lag):
        """The moment ``lag`` working minutes of the project calendar (timeline 0) later, or earlier."""
        i: cython.longlong
        if lag < 0:
            return self._back(0, moment, -lag * UNIT)
        i = self._seek(0, moment)
        if i == self.tl_off[1]:
            self.cut |= self.tl_endless[0]
            return NEVER
        return self._reach(0, i, moment, lag * UNIT)

    # Queues: a heap of events by time, a heap of ranks for each class

    def _push_event(self, when, what):
        k: cython.longlong = self.events
        up: cython.longlong
        self.events += 1
        while k > 0:
            up = (k - 1) // 2
            if self.event_time[up] < when or (self.event_time[up] == when and self.event_what[up] < what):
                break
            self.event_time[k] = self.event_time[up]
            self.event_what[k] = self.event_what[up]
            k = up
        self.event_time[k] = when
        self.event_what[k] = what
        return 0

    def _pop_event(self):
        top: cython.longlong = self.event_what[0]
        k: cython.longlong = 0
        down: cython.longlong = 1
        self.events -= 1
        when: cython.longlong = self.event_time[self.events]
        what: cython.longlong = self.event_what[self.events]
        while down < self.events:
            if down + 1 < self.events:
                down += self._earlier(down + 1, down)
            if when < self.event_time[down] or (
                when == self.event_time[down] and what < self.event_what[down]
            ):
                break
            self.event_time[k] = self.event_time[down]
            self.event_what[k] = self.event_what[down]
            k = down
            down = 2 * k + 1
        self.event_time[k] = when
        self.event_what[k] = what
        return top

    def _earlier(self, a, b):
        same: cython.longlong = self.event_time[a] == self.event_time[b]
        before: cython.longlong = self.event_what[a] < self.event_what[b]
        return (self.event_time[a] < self.event_time[b]) | (same & before)

    def _enqueue(self, task):
        c: cython.longlong = self.task_class[task]
        base: cython.longlong = self.class_base[c]
        rank: cython.longlong = self.task_rank[task]
        k: cython.longlong = self.class_size[c]
        self.class_size[c] += 1
        while k > 0 and self.queue[base + (k - 1) // 2] > rank:
            self.queue[base + k] = self.queue[base + (k - 1) // 2]
            k = (k - 1) // 2
        self.queue[base + k] = rank
        return 0

    def _dequeue(self, c):
        base: cython.longlong = self.class_base[c]
        size: cython.longlong = self.class_size[c] - 1
        rank: cython.longlong = self.queue[base + size]
        k: cython.longlong = 0
        down: cython.longlong = 1
        self.class_size[c] = size
        while down < size:
            if down + 1 < size and self.queue[base + down + 1] < self.queue[base + down]:
                down += 1
            if self.queue[base + down] >= rank:
                break
            self.queue[base + k] = self.queue[base + down]
            k = down
            down = 2 * k + 1
        self.queue[base + k] = rank
        return 0
