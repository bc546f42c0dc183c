#!/usr/bin/env bats
# tests/pipe.bats - the programs of pipe/ beside the pair

load common

# child_of PID FILE: prints the child of PID that runs FILE
child_of() {
	local child

	for child in $(<"/proc/$1/task/$1/children"); do
		! is_running "$child" "$2" || echo "$child"
	done
}

is_gone() {
	! kill -0 "$1" 2>/dev/null
}

@test "pipe: launch joins the two, and says how both ended" {
	start launch ./pipe/launch hello -x '' 한글 </dev/null
	finish launch 0
	[[ $(<"$D/launch.out") == $'hello\n-x\n\n한글' ]]
	[[ $(<"$D/launch.err") == $'launch: producer exited with status 0\nlaunch: consumer exited with status 0' ]]
}

@test "pipe: launch has the status of the side that failed" {
	output=/dev/full start launch ./pipe/launch hello </dev/null
	finish launch 1
	lines launch 3
	[[ $text == *"launch: consumer exited with status 1" ]]

	start launch ./pipe/launch $'two\nlines' </dev/null
	finish launch 1
	lines launch 3
	[[ $text == *$'launch: producer exited with status 1\nlaunch: consumer exited with status 0' ]]
}

@test "pipe: launch says which signal killed a side" {
	mkfifo "$D/stdin"
	exec {feed}<>"$D/stdin"
	start launch ./pipe/launch <"$D/stdin"
	echo hello >&"$feed"
	eventually 5 wrote launch
	pid_of launch
	kill -KILL "$(child_of "$pid" ./pipe/producer)"
	end_feed
	finish launch 137
	[[ $(<"$D/launch.err") == $'launch: producer was killed by signal 9 (Killed)\nlaunch: consumer exited with status 0' ]]
}

@test "pipe: launch, killed, takes both with it" {
	mkfifo "$D/stdin"
	exec {feed}<>"$D/stdin"
	start launch ./pipe/launch <"$D/stdin"
	echo hello >&"$feed"
	eventually 5 wrote launch
	pid_of launch
	producer_pid=$(child_of "$pid" ./pipe/producer)
	consumer_pid=$(child_of "$pid" ./pipe/consumer)
	[[ $producer_pid && $consumer_pid ]]
	tell KILL launch
	finish launch 137
	for pid in "$producer_pid" "$consumer_pid"; do
		eventually 2 is_gone "$pid" || fail "process $pid lives on"
	done
	end_feed
}

@test "pipe: launch refuses an unknown option, and explains itself" {
	start launch ./pipe/launch -x </dev/null
	finish launch 2
	[[ $(<"$D/launch.err") == $'launch: unknown option -x\nusage: launch [-h] [MESSAGE...]' ]]
	start launch ./pipe/launch -h </dev/null
	finish launch 0
	[[ $(<"$D/launch.out") == usage:* ]]
}

@test "pipe: hello ends when the parent closes its end" {
	start hello ./pipe/hello </dev/null
	finish hello 0
	[[ $(<"$D/hello.out") == $'child: read 9 bytes: Greetings\nchild: read 0 bytes: end-of-file' ]]
	output=/dev/full start hello ./pipe/hello </dev/null
	finish hello 1
}
