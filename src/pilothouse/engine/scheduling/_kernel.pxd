# cython: language_level=3
# C types of _kernel.py. What is public is set from and read by Python.

cimport cython

cdef long long NEVER
cdef long long UNIT
cdef long long STARTED
cdef long long BLOCKED
cdef long long ASIDE
cdef long long BY_LINK
cdef long long BY_PERSON
cdef long long BY_POOL
cdef long long BY_FINISH


@cython.final
cdef class Dispatcher:
    cdef public long long tasks
    cdef public long long marks
    cdef public long long nodes
    cdef public long long lanes
    cdef public long long classes
    cdef public long long pools
    cdef public long long timelines
    cdef public long long limits
    cdef public long long now
    cdef public long long wake
    cdef public long long opening
    cdef public long long events
    cdef public long long todo_count
    cdef public long long picked
    cdef public long long cut
    cdef public double money
    cdef public long long[::1] tl_start
    cdef public long long[::1] tl_end
    cdef public long long[::1] tl_done
    cdef public long long[::1] tl_rate
    cdef public long long[::1] tl_off
    cdef public long long[::1] tl_endless
    cdef public long long[::1] tl_pos
    cdef public long long[::1] lane_tl
    cdef public long long[::1] lane_busy
    cdef public long long[::1] lane_free
    cdef public long long[::1] lane_last
    cdef public long long[::1] pool_capacity
    cdef public long long[::1] pool_room
    cdef public long long[::1] pool_free
    cdef public long long[::1] pool_last
    cdef public long long[::1] class_off
    cdef public long long[::1] class_lane
    cdef public long long[::1] class_need
    cdef public long long[::1] class_tl
    cdef public long long[::1] class_meet
    cdef public long long[::1] class_last
    cdef public long long[::1] class_pool_off
    cdef public long long[::1] class_pool
    cdef public long long[::1] class_amount
    cdef public long long[::1] class_base
    cdef public long long[::1] class_size
    cdef public long long[::1] class_head
    cdef public long long[::1] class_short
    cdef public long long[::1] queue
    cdef public long long[::1] aside
    cdef public long long[::1] task_class
    cdef public long long[::1] task_rank
    cdef public long long[::1] by_rank
    cdef public long long[::1] people_off
    cdef public long long[::1] floor
    cdef public long long[::1] begun
    cdef public long long[::1] ended
    cdef public long long[::1] out_off
    cdef public long long[::1] out_to
    cdef public long long[::1] out_from_finish
    cdef public long long[::1] out_to_finish
    cdef public long long[::1] out_lag
    cdef public long long[::1] out_elapsed
    cdef public long long[::1] pending0
    cdef public long long[::1] pending
    cdef public long long[::1] parent
    cdef public long long[::1] kid_off
    cdef public long long[::1] kid
    cdef public long long[::1] gate
    cdef public long long[::1] open_kids0
    cdef public long long[::1] open_kids
    cdef public long long[::1] group_first
    cdef public long long[::1] group_last
    cdef public long long[::1] group_end
    cdef public long long[::1] start_bound
    cdef public long long[::1] start_by
    cdef public long long[::1] finish_bound
    cdef public long long[::1] finish_by
    cdef public long long[::1] delayed
    cdef public long long[::1] event_time
    cdef public long long[::1] event_what
    cdef public long long[::1] todo
    cdef public long long[::1] pick
    cdef public long long[::1] pick_finish
    cdef public long long[::1] pick_works
    cdef public long long[::1] work
    cdef public long long[::1] start
    cdef public long long[::1] finish
    cdef public long long[::1] resumes
    cdef public long long[::1] people
    cdef public long long[::1] why
    cdef public long long[::1] why_node
    cdef public double[::1] lane_rate
    cdef public double[::1] spent

    cdef long long _count_chain(self, long long[::1] counts) noexcept nogil
    cdef long long _pass(self) noexcept nogil
    cdef long long _reset(self) noexcept nogil
    cdef long long _settle(self) noexcept nogil
    cdef long long _happen(self) noexcept nogil
    cdef long long _release(self, long long task) noexcept nogil
    cdef long long _dispatch(self) noexcept nogil
    cdef long long _next_class(self) noexcept nogil
    cdef long long _try(self, long long task, long long c) noexcept nogil
    cdef long long _run_alone(self, long long task, long long c) noexcept nogil
    cdef long long _choose(self, long long task, long long c) noexcept nogil
    cdef long long _offer(self, long long need, long long lane, long long end, long long works) noexcept nogil
    cdef long long _begin(self, long long task, long long c, long long end) noexcept nogil
    cdef long long _why_link(self, long long node) noexcept nogil
    cdef long long _wake_for(self, long long task, long long c) noexcept nogil
    cdef long long _find_opening(self) noexcept nogil
    cdef long long _open_later(self, long long tl) noexcept nogil
    cdef long long _place(self, long long task, long long end) noexcept nogil
    cdef long long _place_moment(self, long long node) noexcept nogil
    cdef long long _first_start(self, long long task) noexcept nogil
    cdef long long _announce_start(self, long long task) noexcept nogil
    cdef long long _tell_finish(self, long long node) noexcept nogil
    cdef long long _tell(self, long long node, long long finish, long long base, long long by) noexcept nogil
    cdef long long _deliver(self, long long node, long long start, long long start_by, long long finish, long long finish_by) noexcept nogil
    cdef long long _free(self, long long node) noexcept nogil
    cdef long long _drain(self) noexcept nogil
    cdef long long _at(self, long long tl) noexcept nogil
    cdef long long _reach(self, long long tl, long long i, long long moment, long long work) noexcept nogil
    cdef long long _interval(self, long long i, long long last, long long goal) noexcept nogil
    cdef long long _short(self, long long i, long long goal) noexcept nogil
    cdef long long _seek(self, long long tl, long long moment) noexcept nogil
    cdef long long _worked(self, long long tl, long long moment) noexcept nogil
    cdef long long _back(self, long long tl, long long moment, long long work) noexcept nogil
    cdef long long _shift(self, long long moment, long long lag) noexcept nogil
    cdef long long _push_event(self, long long when, long long what) noexcept nogil
    cdef long long _pop_event(self) noexcept nogil
    cdef long long _earlier(self, long long a, long long b) noexcept nogil
    cdef long long _enqueue(self, long long task) noexcept nogil
    cdef long long _dequeue(self, long long c) noexcept nogil
