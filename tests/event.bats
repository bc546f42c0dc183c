#!/usr/bin/env bats
# tests/event.bats - one process waits for many things

load common
load pairs

# run_queue_poll: it ends with status 0 and no complaint
run_queue_poll() {
	start queue_poll ./event/queue_poll </dev/null
	finish queue_poll 0
	lines queue_poll 0
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
		[[ $status == 0 && $out == 'signal: User defined signal 1'*$'\nmessage: hello\nend-of-file' ]] ||
			fail "$program: $out"
	done
}

@test "event: hello reads from the pipe that has something, and does not wait for the other" {
	tries ./event/hello </dev/null
	[[ $status == 0 && $out == 'pipe 1: read 12 bytes: Hello World!' && ! $err ]] || fail "$out$err"
	tries sh -c './event/hello | true' </dev/null
	[[ $status == 0 ]]
}

@test "event: epoll returns what is ready, until both are closed" {
	local i

	for i in {1..5}; do
		tries ./event/epoll </dev/null
		[[ $status == 0 && ! $err ]] || fail "status $status, $err"
		# shellcheck disable=SC2001 # of each line
		[[ $(sed 's/[0-9]*:/N:/' <<<"$out" | sort) == \
			$'fd N: end-of-file\nfd N: end-of-file\nfd N: hello\nfd N: hello' ]] || fail "$out"
	done
}

@test "event: sigio is told of each descriptor, but not when the queue is full" {
	tries ./event/sigio </dev/null
	[[ $status == 0 && $out == $'signal: User defined signal 1\nsignal: descriptor '*$'can be read\nmessage: hello\nsignal: descriptor '*$'closed at the other end\nend-of-file' ]]
	tries bash -c 'ulimit -i 0; exec ./event/sigio' </dev/null
	[[ $status == 0 && $out == $'signal: User defined signal 1\nsignal: I/O possible\nmessage: hello\nsignal: I/O possible\nend-of-file' ]] ||
		fail "$out"
}

@test "event: eventfd adds up, and as a semaphore gives one at a time" {
	tries ./event/eventfd
	[[ $status == 0 && $out == *$'\nparent: read 6\n'* ]]
	tries ./event/eventfd -s
	[[ $status == 0 && $(grep -c 'parent: read 1' <<<"$out") == 6 ]]
}

# watch DIRECTORY: inotify waits for what happens there
watch() {
	start inotify ./event/inotify "$1" </dev/null
	eventually 5 said inotify "inotify: waiting for what happens in $1" || fail 'inotify does not wait'
}

@test "event: inotify tells all that happens to a file, and ends with its directory" {
	local dir=$T/watched

	mkdir "$dir"
	watch "$dir"
	echo news >"$dir/news.new"
	eventually 5 grep -q CLOSE_WRITE "$D/inotify.out"
	mv "$dir/news.new" "$dir/news"
	mv "$dir/news" "$T/away"
	mv "$T/away" "$dir/back"
	mkdir "$dir/sub"
	rmdir "$dir/sub"
	rm "$dir/back"
	rmdir "$dir"
	finish inotify 0
	diff - "$D/inotify.out" <<-'END'
		CREATE       news.new
		MODIFY       news.new
		CLOSE_WRITE  news.new
		MOVED_FROM   news.new
		MOVED_TO     news, with the same cookie
		MOVED_FROM   news
		MOVED_TO     back
		CREATE       sub
		DELETE       sub
		DELETE       back
		DELETE_SELF  (the directory)
		IGNORED      (the directory)
	END
}

@test "event: inotify is stopped by Ctrl-C, and refuses what is no directory" {
	mkdir "$T/watched"
	watch "$T/watched"
	tell INT inotify
	finish inotify 130
	echo >"$T/file"
	runs 1 ./event/inotify "$T/file"
	[[ ! $out && $err == "inotify: inotify_add_watch $T/file: Not a directory" ]]
	runs 1 ./event/inotify "$T/none"
	[[ $err == "inotify: inotify_add_watch $T/none: No such file or directory" ]]
	runs 2 ./event/inotify
	[[ $err == $'inotify: one DIRECTORY is needed\nusage: '* ]]
}

@test "event: inotify_mapping is told of write and the end, not of a write to memory" {
	local dir=/tmp/ipc-lab.$EUID.$IPC_LAB

	runs 0 ./event/inotify_mapping
	diff - "$T/out" <<-'END'
		write(2), twice:         MODIFY
		write to memory:         no event
		msync(2):                no event
		munmap(2) and close(2):  CLOSE_WRITE IGNORED
	END
	nothing_there
	mkdir -m 700 "$dir" && touch "$dir/inotify" # what a killed run has left
	runs 0 ./event/inotify_mapping
	nothing_there
	runs 0 sh -c '{ (ulimit -f 0; exec ./event/inotify_mapping) 2>&1; echo "status $?"; } | cat'
	[[ $out == *': File too large'$'\n''status 1' ]] || fail "$out"
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

@test "event: programs do the same whatever signals were blocked or ignored when they were started" {
	local how program expected

	for program in hello eventfd inotify_mapping pidfd ppoll queue_poll self_pipe signalfd sigio timerfd; do
		for how in env 'env --block-signal' 'env --ignore-signal'; do
			# shellcheck disable=SC2086 # words
			tries $how "./event/$program" </dev/null
			out=$(sed 's/ *[0-9][0-9]*/N/g; s/times/time/' <<<"$out")
			[[ $how != env ]] || expected=$out
			[[ $status == 0 && ! $err && $out == "$expected" ]] ||
				fail "$how $program: status $status, $err" "$out"
		done
	done
}
