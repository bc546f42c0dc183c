#!/usr/bin/env bats
# tests/signal.bats - the programs of signal/ beside the pair

load common
load pairs

# waits_for PROGRAM ARGUMENTS...: starts it, and it says that it waits for a signal
waits_for() {
	start program "$@" </dev/null
	eventually 5 said program ': waiting for SIG' || fail "$1 does not wait"
	pid_of program
}

# out_is TEXT: the program ended well and printed that (a pattern)
out_is() {
	finish program 0
	text=$(<"$D/program.out")
	# shellcheck disable=SC2053 # a pattern
	[[ $text == $1 ]] || fail "it printed:" "$text"
}

# fails_saying TEXT: the program ended with status 1 and said just that, on stderr
fails_saying() {
	finish program 1
	text=$(<"$D/program.err")
	# shellcheck disable=SC2053 # a pattern
	[[ $text == $1 ]] || fail "it said:" "$text"
}

# wrong_and_right NAME TEXT: NAME_wrong fails and says just TEXT, NAME does not fail. On one CPU: the
# transcripts run them on all.
wrong_and_right() {
	local cpu

	cpu=$(first_processor)
	tries taskset -c "$cpu" "./signal/$1_wrong" </dev/null
	[[ $status == 1 && $err == "$1_wrong: $2" ]] || fail "$1_wrong: status $status, $err"
	tries taskset -c "$cpu" "./signal/$1" </dev/null
	[[ $status == 0 && ! $err ]] || fail "$1: status $status, $err"
}

# has_child PID FILE: has PID, which runs FILE, a child? Sets $child to it.
has_child() {
	child=
	is_running "$1" "$2" || return 1
	read -r child <"/proc/$1/task/$1/children" || :    # a line without an end
	[[ $child ]]
}

@test "signal: hello prints at its signal, and ends by any other" {
	local sig

	start program ./signal/hello </dev/null
	pid_of program
	eventually 5 grep -qx "process $pid waits for SIGUSR1" "$D/program.out" || fail 'it says nothing'
	kill -USR1 "$pid"
	out_is "process $pid waits for SIGUSR1"$'\nHello World!'
	[[ ! -s $D/program.err ]]
	for sig in INT USR2 KILL; do
		start program ./signal/hello </dev/null
		pid_of program
		eventually 5 wrote program
		tell "$sig" program
		finish program $((128 + $(kill -l "$sig")))
	done
	tries sh -c 'kill -s USR1 $$; exec ./signal/hello' </dev/null # too early: nobody has set a handler
	[[ $status == 138 && ! $out ]] || fail "status $status: $out"
	tries sh -c './signal/hello >/dev/full' </dev/null
	[[ $status == 1 && $err == 'hello: write standard output: No space left on device' ]] || fail "$err"
	nothing_there
}

@test "signal: catch counts three signals, and lets others end it" {
	waits_for ./signal/catch
	for i in 1 2 3; do
		kill -INT "$pid"
		[[ $i == 3 ]] || eventually 5 grep -q "number $i" "$D/program.out"
	done
	out_is $'SIGINT number 1\nSIGINT number 2\nSIGINT number 3'
	waits_for ./signal/catch
	kill -TERM "$pid"
	finish program 143
}

@test "signal: ignore keeps SIGHUP ignored over exec, but no handler" {
	# shellcheck disable=SC2016 # it is for sh to expand
	local hang_up='kill -s HUP $$; echo alive; exit 3'

	tries ./signal/ignore sh -c "$hang_up"
	[[ $status == 3 && $out == alive ]]
	tries ./signal/ignore -c sh -c "$hang_up"
	[[ $status == 129 && ! $out ]]
	tries ./signal/ignore grep SigIgn: /proc/self/status
	[[ $((0x${out##*[[:blank:]]} & 1)) == 1 ]]
	tries ./signal/ignore
	[[ $status == 2 && $err == 'ignore: no command'$'\n''usage: '* ]]
	tries ./signal/ignore ./no/such
	[[ $status == 1 && $err == 'ignore: exec ./no/such: No such file or directory' ]]
}

@test "signal: default_actions agrees with signal(7)" {
	local stop ignored killed

	tries ./signal/default_actions
	[[ $status == 0 && $(wc -l <<<"$out") == $(($(kill -l RTMAX))) ]]
	stop=$(awk '$3 == "stop" { print $2 }' <<<"$out" | sort | xargs)
	[[ $stop == 'SIGSTOP SIGTSTP SIGTTIN SIGTTOU' ]] || fail "stop: $stop"
	# (posix_spawn(3), as make(1) uses it, leaves the C library's own ignored)
	ignored=$(awk '$3 == "ignore" && !/kept by the C library/ { print $2 }' <<<"$out" | sort | xargs)
	[[ $ignored == 'SIGCHLD SIGURG SIGWINCH' ]] || fail "ignore: $ignored"
	[[ $(awk '$3 == "continue" { print $2 }' <<<"$out") == SIGCONT ]]
	killed=$(awk '/cannot be caught/ { print $2 }' <<<"$out" | xargs)
	[[ $killed == 'SIGKILL SIGSTOP' ]] || fail "not to be caught: $killed"
}

@test "signal: send goes by names, numbers and groups, and says why it cannot" {
	local name nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)

	for name in TERM SIGTERM 15; do
		waits_for ./signal/catch
		tries ./signal/send "$name" "$pid"
		[[ $status == 0 && $out == "SIGTERM sent to process $pid" ]]
		finish program 143
	done
	tries ./signal/send 0 "$pid"
	[[ $status == 1 && $err == "send: kill $pid: No such process" ]]
	tries ./signal/send 0 $$ "$pid"
	[[ $status == 1 && $out == "process $$ exists, "* ]]

	waits_for setsid ./signal/catch # a session, and a group, of its own
	tries ./signal/send KILL "-$pid"
	[[ $status == 0 && $out == "SIGKILL sent to group $pid" ]]
	finish program 137

	if ((EUID == 0)) && cp ./signal/send "$T/send" && "${nobody[@]}" "$T/send" -h >/dev/null; then
		tries "${nobody[@]}" "$T/send" 0 $$
		[[ $status == 1 && $err == "send: kill $$: Operation not permitted" ]]
	fi
}

@test "signal: send refuses what it should not do" {
	local process

	for process in 0 -1 x '' 99999999999; do
		tries ./signal/send TERM "$process"
		[[ $status == 2 && ! $out && $err == "send: process '$process': "* ]]
	done
	tries ./signal/send -q 1 TERM -2
	[[ $status == 2 && $err == *': a value goes to one process only'$'\n''usage: '* ]]
	tries ./signal/send FOO 1
	[[ $status == 2 && $err == "send: signal 'FOO': no such name or number"$'\n''usage: '* ]]
	tries ./signal/send 65 1
	[[ $status == 2 ]]
	tries ./signal/send TERM
	[[ $status == 2 && ! $out ]]
	tries ./signal/send -q x TERM 1
	[[ $status == 2 && $err == "send: value 'x': "* ]]
}

@test "signal: who tells the sender, its user and the value" {
	waits_for ./signal/who -n 3
	kill -USR1 "$pid"
	eventually 5 grep -q "^SIGUSR1: kill(2) by process $BASHPID of user $EUID$" "$D/program.out"
	./signal/send -q -5 CHLD "$pid" >/dev/null
	eventually 5 grep -q "^SIGCHLD: sigqueue(3) by process .* of user $EUID, value -5$" "$D/program.out"
	./signal/send -q 99 RTMIN "$pid" >/dev/null
	out_is $'*\nSIGRTMIN: sigqueue(3) by process * of user *, value 99'
	tries ./signal/who -n 0
	[[ $status == 2 ]]
}

@test "signal: state agrees with the process it looks at" {
	waits_for ./signal/catch
	tries ./signal/state "$pid"
	[[ $status == 0 && $out == $'process:  catch\nqueued:   '[0-9]*/[0-9]*$'\n'* ]]
	[[ $out == *$'\npending:  none for the process\n'* && $out == *$'\ncaught:   SIGINT'* ]]
	kill -KILL "$pid"
	finish program 137
	tries ./signal/state "$pid"
	[[ $status == 1 && $err == "state: open /proc/$pid/status: No such file or directory" ]]
	for operand in 0 -1 x; do
		tries ./signal/state "$operand"
		[[ $status == 2 ]]
	done
	tries ./signal/state 1 2
	[[ $status == 2 ]]
}

@test "signal: child_wrong leaves zombies, child none" {
	wrong_and_right child '4 children stay zombies: nobody will collect them'
}

@test "signal: handler_wrong changes what is in use, handler does not" {
	wrong_and_right handler 'the handler changed what the main program was using'
	[[ $out == *$'\nthe first man on the moon: in the year 1969' ]]
}

@test "signal: suspend_wrong waits for ever, suspend does not" {
	wrong_and_right suspend 'still waiting after a second, for a signal that has come'
}

@test "signal: eintr_wrong gives up, eintr reads on" {
	wrong_and_right eintr 'read pipe: Interrupted system call'
	[[ $out == $'handled a signal\nread 5 bytes: hello' ]]
}

@test "signal: jump_wrong handles one signal, jump two" {
	wrong_and_right jump 'SIGUSR1 was sent, but it is blocked'
}

@test "signal: volatile_wrong does not see the flag, volatile does" {
	wrong_and_right volatile 'the flag is set, but the loop does not look at it'
}

@test "signal: the mistake of volatile_wrong is what compilers make of a plain flag" {
	local source=$T/plain.c compiler

	sed 's/(!in_register)/(!done)/' "$ROOT/signal/volatile_wrong.c" >"$source"
	for compiler in gcc clang; do
		command -v "$compiler" >/dev/null || continue
		"$compiler" -w -O2 -I "$ROOT/signal" -o "$T/optimised" "$source"
		tries "$T/optimised" </dev/null
		[[ $status == 1 && $err == 'optimised: the flag is set, '* ]] || fail "$compiler -O2: $err"
		sed 's/lab_time_limit(1,/lab_time_limit(60,/' "$source" |
			"$compiler" -w -O0 -I "$ROOT/signal" -o "$T/plain" -x c -
		tries "$T/plain" </dev/null
		[[ $status == 0 ]] || fail "$compiler -O0: $err"
	done
}

@test "signal: segv tells address and reason" {
	local deed

	for deed in null constant divide; do
		tries ./signal/segv "$deed"
		[[ $status == 0 && $out == SIG*' at 0x'* && ! $err ]] || fail "$deed: $status, $out $err"
	done
	tries ./signal/segv
	[[ $status == 2 && $err == 'segv: one deed at a time'$'\n''usage: '* ]]
	tries ./signal/segv nonsense
	[[ $status == 2 && $err == "segv: 'nonsense': should be null, constant or divide"$'\n''usage: '* ]]
}

@test "signal: stack catches SIGSEGV on a stack of its own, but not without" {
	tries ./signal/stack
	[[ $status == 0 && $out == 'SIGSEGV: the stack is full' && ! $err ]] || fail "$status, $out $err"
	tries ./signal/stack -n
	[[ $status == 139 && ! $out ]]
	tries bash -c 'ulimit -s unlimited; exec ./signal/stack'
	[[ $status == 0 ]]
}

@test "signal: alarm waits as long as it was told, and says so" {
	tries ./signal/alarm -t 30
	[[ $status == 0 && $out == *': waiting for a message, 30 ms at most'*': read pipe: Interrupted system call' ]]
	text=$(awk 'END { print $1 }' <<<"$out")
	((text >= 29)) || fail "$out"
	for limit in 0 x 60001; do
		tries ./signal/alarm -t "$limit"
		[[ $status == 2 && $err == "alarm: time '$limit': "* ]]
	done
}

@test "signal: timers tells how often they were missed" {
	tries ./signal/timers -t 5
	[[ $status == 0 && $(grep -c 'timer 7 expired' <<<"$out") == 4 ]]
	[[ $out =~ 'and '([0-9]+)' times more since the last'$ ]]
	((BASH_REMATCH[1] >= 4)) || fail "$out"
	tries ./signal/timers -t 0
	[[ $status == 2 && $err == "timers: period '0': "* ]]
}

@test "signal: the producer waits while the queue of signals is full" {
	start consumer bash -c 'ulimit -S -i 0; exec ./signal/consumer' </dev/null
	eventually 5 said consumer ': waiting for a producer on '
	start producer ./signal/producer hello </dev/null
	eventually 5 said producer "producer: waiting for room in the user's signal queue (ulimit -i)"
	pid_of consumer
	prlimit --pid "$pid" --sigpending=1000:
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == hello ]]
}

@test "signal: the consumer does not answer a signal that no producer has sent" {
	start_consumer
	pid_of consumer
	for i in {1..5}; do
		tries ./signal/send -q "$i" RTMIN "$pid"    # (the answer would kill it)
		[[ $status == 0 ]] || fail "send: status $status"
	done
	start_producer hello </dev/null
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == hello ]]
}

@test "signal: a second producer is refused, and does not disturb the first" {
	start_consumer
	start_idle_producer
	start second ./signal/producer hello </dev/null
	finish_soon second 1
	[[ $(<"$D/second.err") == 'producer: sigqueue to '*': another producer is at work' ]] ||
		fail "$(<"$D/second.err")"
	echo last >&"$feed"
	end_feed
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == $'first\nlast' ]]
}

@test "signal: restart does not wait for a child that could not make its call" {
	tries bash -c 'ulimit -n 4; exec ./signal/restart 3>&-' </dev/null
	[[ $status == 1 && $err == *'kill '*': it has ended instead of waiting' ]] || fail "$status $err"
}

@test "signal: what stops, ends and continues a child, wherever it is run" {
	local program out_before

	for program in stop_continue uncatchable restart flags coalesce; do
		tries "./signal/$program" </dev/null
		[[ $status == 0 && ! $err ]] || fail "$program: status $status, $err"
		out_before=$out
		tries setsid "./signal/$program" </dev/null # no terminal, and no job control
		[[ $status == 0 && ! $err ]] || fail "$program: status $status, $err"
		[[ $program == coalesce || $out == "$out_before" ]] || fail "$program:" "$out"
	done
	tries setsid ./signal/default_actions
	[[ $out == *' SIGTSTP      stop'*$'\n'*' SIGTTIN      stop'* ]]
}

@test "signal: programs do the same whatever signals were blocked or ignored when they were started" {
	local how program printed expected

	for program in block child default_actions eintr flags handler jump restart 'segv null' stack \
		stop_continue suspend terminal uncatchable who alarm volatile timers; do
		for how in env 'env --block-signal' 'env --ignore-signal'; do
			# shellcheck disable=SC2086 # words
			tries $how ./signal/$program </dev/null
			# (what the C library keeps for itself it may not let anybody change)
			printed=$(sed '/kept by the C library/d; s/ *[0-9][0-9]*/N/g' <<<"$out")
			[[ $how != env ]] || expected=$printed
			[[ $status == 0 && ! $err && $printed == "$expected" ]] ||
				fail "$how $program: status $status, $err" "$printed"
		done
	done
	for program in child eintr handler jump; do
		for how in 'env --block-signal' 'env --ignore-signal'; do
			# shellcheck disable=SC2086 # words
			tries $how "./signal/${program}_wrong" </dev/null
			[[ $status == 1 && $err == "${program}_wrong: "* ]] ||
				fail "$how ${program}_wrong: status $status, $err"
		done
	done
}

@test "signal: terminal sends Ctrl-C to the foreground only, whatever the signals it was started with" {
	local signals=INT,HUP,TSTP,TTIN,TTOU,CONT how

	for how in 'env' 'setsid -w' "env --ignore-signal=$signals" "env --block-signal=$signals"; do
		# shellcheck disable=SC2086 # words
		tries $how ./signal/terminal </dev/null
		[[ $status == 0 && ! $err ]] || fail "$how: status $status, $err"
		[[ $out == 'job 2 reads in the background: stopped by SIGTTIN
Ctrl-C: job 1 ended by SIGINT
a line: job 2, continued in the foreground, has read hello
Ctrl-Z: job 2 stopped by SIGTSTP
hangup: the session leader ended by SIGHUP
hangup: job 2 ended by SIGHUP' ]] || fail "$how:" "$out"
		no_process_left || fail "$how: left behind:" "$left"
	done
	tries bash -c './signal/terminal | head -n 1' </dev/null    # SIGPIPE ends it, and that the session
	[[ $status == 0 && $out == 'job 2 '*SIGTTIN ]] || fail "status $status:" "$out" "$err"
	eventually 5 no_process_left || fail 'left behind:' "$left"
}

# has_switched PID TIMES: it has waited for something more than so many times
has_switched() {
	local switches

	switches=$(awk '/^voluntary/ { print $2 }' "/proc/$1/status") || return
	((switches > $2))
}

@test "signal: ping_pong goes on after a side was stopped" {
	local child switches

	start program ./signal/ping_pong -n 1000000000 </dev/null
	pid_of program
	eventually 5 has_child "$pid" ./signal/ping_pong
	kill -STOP "$child"
	eventually 5 is_stopped "$child"
	switches=$(awk '/^voluntary/ { print $2 }' "/proc/$child/status")
	kill -CONT "$child"
	eventually 5 has_switched "$child" $((switches + 100)) || fail 'it does not go on'
	kill -TERM "$pid"
	finish program 143
}

@test "signal: ping_pong notices that a side has died" {
	local child

	start program ./signal/ping_pong -n 1000000000 </dev/null
	pid_of program
	eventually 5 has_child "$pid" ./signal/ping_pong
	kill -KILL "$child"
	finish program 1
	[[ $(<"$D/program.err") == 'ping_pong: sigwaitinfo: the child has died' ]]

	start program ./signal/ping_pong -n 1000000000 </dev/null
	pid_of program
	eventually 5 has_child "$pid" ./signal/ping_pong
	kill -KILL "$pid"
	finish program 137
	eventually 5 is_gone "$child" || fail 'the child lives on'
	tries ./signal/ping_pong -n 0
	[[ $status == 2 && $err == "ping_pong: rounds '0': "* ]]
}
