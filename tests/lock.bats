#!/usr/bin/env bats
# tests/lock.bats - one counter and many locks, and what else a lock can do

load common

locks='flock record ofd semaphore_named semaphore_unnamed mutex spin atomic futex sysv_semaphore'

# loses PROGRAM: it loses increments every time, on one processor as well
loses() {
	for _ in {1..5}; do
		runs 1 "./lock/$1"
		[[ ! $out && $err =~ ^"$1: 2 processes have added 20 each, but the counter says "([0-9]+)$ ]] || fail "$err"
		((BASH_REMATCH[1] >= 20 && BASH_REMATCH[1] < 40))
		runs 1 taskset -c "$(first_processor)" "./lock/$1"
	done
	nothing_there
}

@test "lock: none_wrong loses increments every time, on one processor as well" {
	loses none_wrong
}

@test "lock: flock_wrong, with one lock for both, loses increments every time" {
	loses flock_wrong
}

@test "lock: record_wrong, with one that does not ask, loses increments in a file every time" {
	loses record_wrong
}

@test "lock: no lock loses anything, with and without pauses, on one processor as well" {
	local lock wanted='2 processes have added 20 each, and nothing is lost'

	for lock in $locks; do
		runs 0 "./lock/$lock"
		[[ ${out%%$'\n'*} == "$wanted" && ! $err ]] || fail "$lock:" "$out" "$err"
		runs 0 taskset -c "$(first_processor)" "./lock/$lock" -p 1
		[[ ${out%%$'\n'*} == "$wanted" ]]
		runs 0 "./lock/$lock" -p 0
		[[ ${out%%$'\n'*} == "$wanted" ]]
		runs 0 "./lock/$lock" -t
		[[ $out =~ ^"2 processes have added 100000 each, and nothing is lost"$'\n'[0-9]+" ns per increment" ]] ||
			fail "$lock:" "$out"
	done
	nothing_there
}

@test "lock: several runs at once do not disturb each other" {
	local i

	for i in {1..20}; do
		start "one$i" ./lock/mutex -p 0 </dev/null
	done
	for i in {1..20}; do
		finish "one$i" 0
		[[ ! -s $D/one$i.err ]]
	done
	nothing_there
}

@test "lock: the pause is as long as it should be" {
	local begin=${EPOCHREALTIME/[.,]/}

	runs 0 ./lock/mutex -p 10       # 20 times, and the other cannot change the counter
	((${EPOCHREALTIME/[.,]/} - begin >= 200000))
}

@test "lock: what is no option or no number is refused" {
	runs 2 ./lock/mutex -p x
	[[ $err == "mutex: pause 'x': should be a number from 0 to 100"$'\n''usage: mutex [-h] [-t | -p MS]' ]]
	runs 2 ./lock/none_wrong -p 101
	[[ $err == "none_wrong: pause '101': should be a number from 0 to 100"$'\n''usage: none_wrong '* ]]
	runs 2 ./lock/record_wrong -p 101
	runs 2 ./lock/flock nothing
	[[ $err == "flock: unexpected argument 'nothing'"$'\n''usage: flock '* ]]
	nothing_there
}

@test "lock: a closed standard stream is refused, before a file could take its number" {
	local lock status

	for lock in $locks none_wrong; do
		status=0
		timeout 10 "./lock/$lock" >&- 2>"$T/err" </dev/null 3>&- || status=$?
		[[ $status == 1 && $(<"$T/err") == "$lock: standard output: "* ]] || fail "$lock: $status" "$(<"$T/err")"
	done
	nothing_there
}

# shows PATTERN: the states of the process $pid and of its child (proc(5)) are so, time after time
shows() {
	local child states times

	{ read -r child <"/proc/$pid/task/$pid/children" || :; } 2>/dev/null    # a line without an end
	[[ ${child:-} ]] || return
	for ((times = 0; times < 5; times++)); do
		states=$(sed 's/.*) \(.\) .*/\1/' "/proc/$pid/stat" "/proc/${child% }/stat" 2>/dev/null)
		# shellcheck disable=SC2053 # a pattern
		[[ $states == $1 ]] || return
		read -rt 0.002 -u "$idle" || :
	done
}

# is_seen LOCK PATTERN: while its program runs, it shows that. On a loaded machine it may have ended before
# it is looked at often enough: so it is started a few times.
is_seen() {
	local runs

	for ((runs = 0; runs < 5; runs++)); do
		start "$1" "./lock/$1" -p 100 </dev/null
		pid_of "$1"
		until ended "$1"; do
			! shows "$2" || return 0
		done
	done
	return 1
}

# (the one that has the lock sleeps in its pause)
@test "lock: a process that waits for a mutex sleeps, for a spin lock it does not" {
	is_seen mutex $'S\nS' || fail 'nobody sleeps at the mutex'
	tell TERM mutex || :    # it may just have ended
	finish mutex '@(0|143)'
	is_seen spin '*R*' || fail 'nobody spins at the spin lock'
	tell TERM spin || :
	finish spin '@(0|143)'
}

# Has the process $pid made its second one?
are_two() {
	pgrep -P "$pid" >/dev/null
}

@test "lock: programs that are stopped or killed leave nothing behind" {
	local lock signal

	for lock in ${locks/atomic/}; do        # (there is no pause in which to meet that one)
		for signal in INT TERM KILL; do
			[[ $lock.$signal != sysv_semaphore.KILL ]] || continue  # see below
			run_of "$lock.$signal"
			start "$lock" "./lock/$lock" -p 100 </dev/null
			pid_of "$lock"
			eventually 10 are_two
			tell "$signal" "$lock"
			finish "$lock" "$((128 + $(kill -l "$signal")))"
			nothing_there
		done
	done
}

are_two_or_over() {
	are_two || ended "$1"
}

# start_and_kill_one LOCK: starts the program, kills its second process, and waits for its end; false if
# the second had ended by itself, and be it that it was a zombie still
start_and_kill_one() {
	start "$1" "./lock/$1" -p 10 </dev/null
	pid_of "$1"
	eventually 10 are_two_or_over "$1" || fail "$1 has no second process"
	pkill -KILL -P "$pid" || :
	soon 10 "$1"
	[[ $(<"$D/$1.status") != 0 ]]
}

@test "lock: the kernel unlocks what a killed process had: locks on files, and with SEM_UNDO" {
	local lock tries

	# Of two processes one has the lock all the time, and now and then it is the one that is killed.
	for lock in flock record ofd sysv_semaphore; do
		for _ in {1..4}; do
			tries=0
			until start_and_kill_one "$lock"; do
				((++tries < 10)) || fail "$lock: no process of it could be killed"
			done
			finish "$lock" 1
			lines "$lock" 2
			[[ $text == "$lock: child "*" was killed by signal 9 (Killed)"$'\n'"$lock: 2 processes have added 20 each, but "* ]] ||
				fail "$text"
		done
	done
	nothing_there
}

@test "lock: sysv_semaphore removes its set at its end and when it is stopped, not after kill -9" {
	local signal apart=(unshare --ipc)

	"${apart[@]}" true 2>/dev/null || apart=(unshare --user --map-root-user --ipc)
	"${apart[@]}" true 2>/dev/null || skip 'there is no IPC namespace for us, in which to count'
	for signal in '' INT TERM HUP KILL; do
		# shellcheck disable=SC2016 # it is for sh to expand
		runs 0 "${apart[@]}" sh -c '
			sets() { tail -n +2 /proc/sysvipc/sem | wc -l; }
			env --default-signal=INT,HUP ./lock/sysv_semaphore ${1:+-p 100} >/dev/null &
			[ -z "$1" ] || until [ "$(sets)" = 1 ] && pgrep -P $! >/dev/null; do :; done
			[ -z "$1" ] || kill "-$1" $!
			wait $!
			echo "$? $(sets)"' sh "$signal"
		case $signal in
		'') [[ $out == '0 0' ]] ;;
		KILL) [[ $out == '137 1' ]] ;;
		*) [[ $out == "$((128 + $(kill -l "$signal"))) 0" ]] ;;
		esac || fail "$signal: $out"
	done
}

@test "lock: robust: the owner's death is told, and without consistent all is over" {
	runs 0 ./lock/robust
	[[ $out == *'EOWNERDEAD'*'70 + 30'*'an ordinary one again' ]]
	runs 0 ./lock/robust -n
	[[ $out == *'EOWNERDEAD'*'ENOTRECOVERABLE'* && $out != *'70 + 30'* ]]
	runs 2 ./lock/robust operand
}

@test "lock: robust_wrong waits for a dead owner, for a second" {
	local begin=${EPOCHREALTIME/[.,]/}

	runs 1 ./lock/robust_wrong
	[[ $out == 'child: '* && $err == 'robust_wrong: pthread_mutex_lock: its owner has died, and nobody will unlock it' ]]
	((${EPOCHREALTIME/[.,]/} - begin >= 900000))
}

@test "lock: read_write_lock: readers together, a writer alone" {
	runs 0 ./lock/read_write_lock
	[[ $(wc -l <<<"$out") == 5 ]]
	runs 0 taskset -c "$(first_processor)" ./lock/read_write_lock
	[[ $(wc -l <<<"$out") == 5 ]]
}

@test "lock: condition: words arrive in order, and waiting has an end" {
	local words=({1..500}) begin

	runs 0 ./lock/condition -t 1 "${words[@]}"
	[[ $out == "$(printf 'child: %s\n' "${words[@]}" 'nothing new in 1 ms')" ]]
	begin=${EPOCHREALTIME/[.,]/}
	runs 0 ./lock/condition -t 300
	((${EPOCHREALTIME/[.,]/} - begin >= 300000))
	runs 2 ./lock/condition "$(printf '%064d' 0)"
	[[ $err == *': longer than 63 bytes'$'\n''usage: condition '* ]]
	runs 2 ./lock/condition -t 0
}

@test "lock: the demos succeed, have nothing to complain of and leave nothing" {
	local name

	for name in file_lock_kinds record_lock record_deadlock not_a_mutex; do
		runs 0 "./lock/$name"
		[[ $out && ! $err ]] || fail "$name:" "$err"
		nothing_there
	done
}

@test "lock: what takes no operand refuses one" {
	local name

	for name in $locks none_wrong flock_wrong record_wrong file_lock_kinds record_lock record_deadlock; do
		runs 2 "./lock/$name" operand
		[[ $err == "$name: unexpected argument 'operand'"$'\n'"usage: "* ]]
	done
}

@test "lock: a circle of waits is found among record locks, and among no others" {
	for _ in {1..10}; do
		runs 0 ./lock/record_deadlock
		[[ ! $err ]] || fail "$err"
	done
	runs 1 ./lock/record_deadlock -o
	[[ ! $out && $err == 'record_deadlock: fcntl: both children wait for ever' ]]
	nothing_there
}

@test "lock: a process that is alone with a futex never sleeps" {
	run_to_end 0 ./lock/futex
	[[ $(tail -n 1 "$D/futex.out") == 'and before, alone, 0 of 100000 locks had to sleep' ]]
}
