#!/usr/bin/env bats
# tests/event.bats - one process waits for many things

load common
load pairs

# child_of PID FILE: prints the child of PID that runs FILE
child_of() {
	local child

	for child in $(<"/proc/$1/task/$1/children"); do
		! is_running "$child" "$2" || echo "$child"
	done
}

has_child() {
	[[ $(child_of "$@") ]]
}

# run_queue_poll: it ends with status 0 and no complaint
run_queue_poll() {
	start queue_poll ./event/queue_poll </dev/null
	finish queue_poll 0
	lines queue_poll 0
}

# runs STATUS PROGRAM ARGUMENTS...: it ends with STATUS; sets $out and $err to what it printed
runs() {
	local expected=$1 result=0

	shift
	timeout -k 1 "$LIMIT" "$@" >"$T/out" 2>"$T/err" </dev/null 3>&- || result=$?
	out=$(<"$T/out") err=$(<"$T/err")
	[[ $result == "$expected" ]] || fail "$*: status $result, should be $expected:" "$out" "$err"
}

# gone NAME...: there is no such queue (programs remove the name at once, so nobody says it)
gone() {
	local name

	for name; do
		! "$LAB/tests/tools/mq_exists" "/ipc-lab.$EUID.$IPC_LAB.$name" ||
			fail "the queue $name is left behind"
	done
}

@test "event: poll hears every child, each in its order, until all are done" {
	local i

	start poll ./event/poll -c 20 -m 1 </dev/null
	finish poll 0
	[[ $(wc -l <"$D/poll.out") == 81 ]]
	for i in 1 7 20; do
		[[ $(sed -n "s/.*: child $i //p" "$D/poll.out") == $'says 1 of 3\nsays 2 of 3\nsays 3 of 3\nhas closed its end' ]]
	done
	[[ $(tail -n 1 "$D/poll.out") == *': all 20 children are done' ]]

	start poll ./event/poll -c 1 -m 10000 </dev/null
	pid_of poll
	eventually 5 has_child "$pid" ./event/poll
	kill -KILL "$(child_of "$pid" ./event/poll)"
	finish_soon poll 1
	[[ $(<"$D/poll.err") == 'poll: child '*' was killed by signal 9 (Killed)' ]]
	start poll ./event/poll -c 101 </dev/null
	finish poll 2
}

@test "event: what a killed queue_poll left does not hinder the next" {
	start objects ./mq/objects create poll 1 1
	finish objects 0
	run_queue_poll
}

@test "event: one poll waits for queue, signal and child, and loses nothing" {
	for _ in {1..5}; do
		run_queue_poll
		[[ $(<"$D/queue_poll.out") == $'queue: one\nqueue: two\nsignal: SIGUSR1 from the child\nchild: exited with status 7' ]]
	done
	gone queue_poll
}

@test "event: self_pipe, ppoll and signalfd get signal, message and end" {
	local program

	for program in self_pipe ppoll signalfd; do
		tries "./event/$program" </dev/null
		[[ $status == 0 && $out == 'signal: SIGUSR1'*$'\nmessage: hello\nend-of-file' ]] || fail "$program: $out"
	done
}

@test "event: sigio is told of each descriptor, but not when the queue is full" {
	tries ./event/sigio </dev/null
	[[ $status == 0 && $out == 'SIGRTMIN: descriptor '*$'can be read\nmessage: hello\nSIGRTMIN'* ]]
	tries bash -c 'ulimit -i 0; exec ./event/sigio' </dev/null
	[[ $status == 0 && $out == $'SIGIO: some descriptor is ready\nmessage: hello\nSIGIO: '*$'\nend-of-file' ]]
}

@test "event: eventfd adds up, and as a semaphore gives one at a time" {
	tries ./event/eventfd
	[[ $status == 0 && $out == *$'\nparent: read 6\n'* ]]
	tries ./event/eventfd -s
	[[ $status == 0 && $(grep -c 'parent: read 1' <<<"$out") == 6 ]]
}

@test "event: inotify tells the same each time, whatever a killed run has left" {
	local left dir=/tmp/ipc-lab.$EUID.$IPC_LAB

	for left in '' news.new news; do
		[[ ! $left ]] || { mkdir -m 700 "$dir" "$dir/inotify" && echo x >"$dir/inotify/$left"; }
		runs 0 ./event/inotify
		[[ ! $err ]]
		diff - "$T/out" <<-'END' || fail "left: '$left'"
			write news.new, in two pieces
			    CREATE       news.new
			    MODIFY       news.new
			    CLOSE_WRITE  news.new
			rename it to news
			    MOVED_FROM   news.new
			    MOVED_TO     news, with the same cookie
			map it, write to memory, unmap it
			    CLOSE_WRITE  news
			unlink it, and rmdir
			    DELETE       news
			    DELETE_SELF  (the directory)
			    IGNORED      (the directory)
		END
		nothing_there
	done
	mkdir -m 700 "$dir" && touch "$dir/inotify"
	runs 1 ./event/inotify
	[[ ! $out && $err == "inotify: inotify_add_watch $dir/inotify: Not a directory" ]]
	rm -r "$dir"
	runs 0 sh -c '{ (ulimit -f 0; exec ./event/inotify) 2>&1; echo "status $?"; } | cat'
	[[ $out == *$'\n''inotify: write news.new, in two pieces: File too large'$'\n''status 1' ]] ||
		fail "$out"
	nothing_there
}

@test "event: inotify that is stopped leaves nothing, and one that is killed is cleared up after" {
	local signal dir=/tmp/ipc-lab.$EUID.$IPC_LAB full

	# There is no room for its first line: then it waits, and its directory is there.
	mkfifo "$D/full"
	# shellcheck disable=SC2034 # it is to stay open
	exec {full}<>"$D/full"
	dd if=/dev/zero of="$D/full" bs=4096 oflag=nonblock 2>/dev/null || :
	for signal in INT HUP TERM KILL; do
		output=$D/full start demo ./event/inotify </dev/null
		eventually 5 test -d "$dir/inotify" || fail 'it makes no directory'
		[[ $(stat -c %a "$dir" "$dir/inotify") == $'700\n700' ]]
		tell "$signal" demo
		finish demo $((128 + $(kill -l "$signal")))
		[[ $signal == KILL ]] || nothing_there
	done
	[[ -d $dir/inotify ]]
	runs 0 ./event/inotify
	nothing_there
}

@test "event: timerfd tells how often it was missed" {
	tries ./event/timerfd -t 5
	[[ $status == 0 && $(grep -c ': expired: ' <<<"$out") == 4 ]]
	[[ $out =~ ': expired: '([0-9]+)' times'$ ]]
	((BASH_REMATCH[1] >= 5)) || fail "$out"
	tries ./event/timerfd -t 0
	[[ $status == 2 && $err == "timerfd: period '0': "* ]]
}

@test "event: pidfd says the same with and without a terminal" {
	local out_before

	tries ./event/pidfd </dev/null
	[[ $status == 0 && ! $err ]] || fail "status $status, $err"
	out_before=$out
	tries setsid ./event/pidfd </dev/null
	[[ $status == 0 && ! $err && $out == "$out_before" ]] || fail "status $status, $err" "$out"
}
