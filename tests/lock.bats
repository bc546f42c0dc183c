#!/usr/bin/env bats
# tests/lock.bats - one counter and many locks, and what else a lock can do

load common

# tries STATUS COMMAND...: runs it, and it ends so; $out and $err are what it printed
tries() {
	local status=0

	timeout -k 1 "$LIMIT" "${@:2}" >"$D/out" 2>"$D/err" </dev/null 3>&- || status=$?
	out=$(<"$D/out") err=$(<"$D/err")
	[[ $status == "$1" ]] || fail "${*:2}: status $status, should be $1:" "$err"
}

# runs STATUS PROGRAM ARGUMENTS...: it ends with STATUS; sets $out and $err to what it printed
runs() {
	local expected=$1 result=0

	shift
	timeout -k 1 "$LIMIT" "$@" >"$T/out" 2>"$T/err" </dev/null 3>&- || result=$?
	out=$(<"$T/out") err=$(<"$T/err")
	[[ $result == "$expected" ]] || fail "$*: status $result, should be $expected:" "$out" "$err"
}

# run_to_end STATUS COMMAND...: it ends with STATUS, and leaves nothing
run_to_end() {
	local wanted=$1 name=${2##*/}

	shift
	start "$name" "$@" </dev/null
	finish "$name" "$wanted"
	nothing_there
}

@test "lock: race_wrong loses increments every time, on one processor as well" {
	for _ in {1..5}; do
		tries 1 ./lock/race_wrong
		[[ ! $out && $err =~ ^race_wrong:\ 2\ children\ have\ added\ 20\ each,\ but\ the\ counter\ says\ ([0-9]+)$ ]]
		((BASH_REMATCH[1] < 40))
		tries 1 taskset -c "$(first_processor)" ./lock/race_wrong
	done
}

@test "lock: race loses nothing, each way, with and without pauses" {
	tries 0 ./lock/race
	[[ $(wc -l <<<"$out") == 4 && ! $err ]]
	tries 0 taskset -c "$(first_processor)" ./lock/race -p 1
	[[ $(grep -c 'and nothing is lost$' <<<"$out") == 4 ]]
	tries 0 ./lock/race -t
	[[ $(grep -cE 'and nothing is lost; [0-9]+ ns per increment$' <<<"$out") == 4 ]]
	tries 0 ./lock/race -p 0 atomic
	[[ $out == 'atomic: 2 children have added 20 each, and nothing is lost' ]]
	tries 2 ./lock/race nothing
	[[ $err == 'race: one way: semaphore, mutex, spin or atomic'$'\n''usage: race '* ]]
	tries 2 ./lock/race mutex spin
	tries 2 ./lock/race -p x
	tries 2 ./lock/race_wrong -p 101
	[[ $err == "race_wrong: pause '101': should be a number from 0 to 100"$'\n''usage: race_wrong '* ]]
}

@test "lock: robust: the owner's death is told, and without consistent all is over" {
	tries 0 ./lock/robust
	[[ $out == *'EOWNERDEAD'*'70 + 30'*'an ordinary one again' ]]
	tries 0 ./lock/robust -n
	[[ $out == *'EOWNERDEAD'*'ENOTRECOVERABLE'* && $out != *'70 + 30'* ]]
	tries 2 ./lock/robust operand
}

@test "lock: read_write_lock: readers together, a writer alone" {
	tries 0 ./lock/read_write_lock
	[[ $(wc -l <<<"$out") == 5 ]]
	tries 0 taskset -c "$(first_processor)" ./lock/read_write_lock
	[[ $(wc -l <<<"$out") == 5 ]]
}

@test "lock: condition: words arrive in order, and waiting has an end" {
	local words=({1..500}) begin

	tries 0 ./lock/condition -t 1 "${words[@]}"
	[[ $out == "$(printf 'child: %s\n' "${words[@]}" 'nothing new in 1 ms')" ]]
	begin=${EPOCHREALTIME/[.,]/}
	tries 0 ./lock/condition -t 300
	((${EPOCHREALTIME/[.,]/} - begin >= 300000))
	tries 2 ./lock/condition "$(printf '%064d' 0)"
	[[ $err == *': longer than 63 bytes'$'\n''usage: condition '* ]]
	tries 2 ./lock/condition -t 0
}

@test "lock: the demos succeed, have nothing to complain of and leave nothing" {
	local name

	for name in file_lock file_lock_kinds record_lock record_deadlock; do
		runs 0 "./lock/$name"
		[[ $out && ! $err ]] || fail "$name:" "$err"
		nothing_there
	done
	run_to_end 0 ./lock/not_a_mutex
	lines not_a_mutex 0
}

@test "lock: what takes no operand refuses one" {
	local name

	for name in file_lock_wrong file_lock_kinds record_lock record_deadlock; do
		runs 2 "./lock/$name" operand
		[[ $err == "$name: unexpected argument 'operand'"$'\n'"usage: "* ]]
	done
}

@test "lock: file_lock_wrong loses increments every time, on one processor as well" {
	for _ in {1..5}; do
		runs 1 ./lock/file_lock_wrong
		[[ ! $out && $err =~ ^file_lock_wrong:\ 2\ children\ have\ added\ 20\ each,\ but\ the\ file\ says\ ([0-9]+)$ ]]
		((BASH_REMATCH[1] < 40))
		runs 1 taskset -c "$(first_processor)" ./lock/file_lock_wrong
	done
	nothing_there
}

@test "lock: file_lock loses nothing, each way, with and without pauses" {
	runs 0 taskset -c "$(first_processor)" ./lock/file_lock -p 1
	[[ $(grep -c 'and nothing is lost$' <<<"$out") == 3 ]]
	runs 0 ./lock/file_lock -t
	[[ $(grep -cE 'and nothing is lost; [0-9]+ us per increment$' <<<"$out") == 3 ]]
	runs 0 ./lock/file_lock -p 0 record
	[[ $out == 'record: 2 children have added 20 each, and nothing is lost' ]]
	runs 2 ./lock/file_lock nothing
	[[ $err == 'file_lock: one kind of lock: flock, record or ofd'$'\n''usage: file_lock '* ]]
	runs 2 ./lock/file_lock flock ofd
	runs 2 ./lock/file_lock -p x
	runs 2 ./lock/file_lock_wrong -p 101
	[[ $err == "file_lock_wrong: pause '101': should be a number from 0 to 100"$'\n''usage: '* ]]
	nothing_there
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

@test "lock: the futex lock loses no count, and one process never sleeps" {
	run_to_end 0 ./lock/futex -p 8 -n 20000
	[[ $(<"$D/futex.out") == '8 processes counted to 160000' ]]
	run_to_end 0 ./lock/futex -p 1
	[[ $(<"$D/futex.err") == 'futex: 0 of 100000 locks had to sleep' ]]
}
