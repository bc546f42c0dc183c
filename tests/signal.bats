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

@test "signal: every program explains itself, and refuses what it does not know" {
	local file name

	for file in "$ROOT"/signal/*.c; do
		name=$(basename "$file" .c)
		tries "./signal/$name" -h </dev/null
		[[ $status == 0 && $out == "usage: $name ["*$'\n'?* && ! $err ]] || fail "$name -h: $out"
		tries "./signal/$name" -X </dev/null
		[[ $status == 2 && ! $out && $err == "$name: unknown option -X"$'\n'"usage: $name ["* ]] ||
			fail "$name -X: $err"
	done
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
	[[ $status == 2 && $err == 'ignore: no command: see ./signal/ignore -h' ]]
	tries ./signal/ignore ./no/such
	[[ $status == 1 && $err == 'ignore: exec ./no/such: No such file or directory' ]]
}

@test "signal: default_actions agrees with signal(7)" {
	local stop ignored killed

	tries ./signal/default_actions
	[[ $status == 0 && $(wc -l <<<"$out") == $(($(kill -l RTMAX))) ]]
	stop=$(awk '$3 == "stop" { print $2 }' <<<"$out" | sort | xargs)
	[[ $stop == 'SIGSTOP SIGTSTP SIGTTIN SIGTTOU' ]] || fail "stop: $stop"
	ignored=$(awk '$3 == "ignore" { print $2 }' <<<"$out" | sort | xargs)
	[[ $ignored == 'SIGCHLD SIGURG SIGWINCH' ]] || fail "ignore: $ignored"
	[[ $(awk '$3 == "continue" { print $2 }' <<<"$out") == SIGCONT ]]
	killed=$(awk '/cannot be caught/ { print $2 }' <<<"$out" | xargs)
	[[ $killed == 'SIGKILL SIGSTOP' ]] || fail "not to be caught: $killed"
	tries ./signal/default_actions INT NONSENSE
	[[ $status == 2 && $err == "default_actions: signal 'NONSENSE': no such name or number" ]]
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
	tries ./signal/send -- KILL "-$pid"
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
	[[ $status == 2 && $err == *': a value goes to one process only' ]]
	tries ./signal/send FOO 1
	[[ $status == 2 && $err == "send: signal 'FOO': no such name or number" ]]
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
	eventually 5 is_asleep "$pid"
	tries ./signal/state "$pid"
	[[ $status == 0 && $out == "process:  $pid (catch)"$'\n'* ]]
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
