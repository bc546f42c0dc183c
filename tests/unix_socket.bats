#!/usr/bin/env bats
# tests/unix_socket.bats - the programs of unix_socket/ beside the pairs

load common

# run_it STATUS PROGRAM ARGUMENT...: it ends with STATUS; sets $out and $text to what it printed and said
run_it() {
	local name=$2

	start "$name" "./unix_socket/$name" "${@:3}" </dev/null
	finish "$name" "$1"
	out=$(<"$D/$name.out")
	text=$(<"$D/$name.err")
}

# usage_of PROGRAM: it explains itself, and refuses what it does not know
usage_of() {
	run_it 0 "$1" -h
	[[ $out == "usage: $1 [-h]"* && ! $text ]]
	run_it 2 "$1" -x
	[[ $text == "$1: unknown option -x"$'\n'"usage: $1 [-h]"* ]]
}

is_gone() {
	! kill -0 "$1" 2>/dev/null
}

@test "unix_socket: small programs explain themselves" {
	for program in socketpair abstract stale_socket stale_socket_wrong partial_read \
		partial_read_wrong fd_sender fd_receiver credentials; do
		usage_of "$program"
	done
	nothing_there
}

@test "unix_socket: socketpair answers on the descriptor that it was asked on" {
	run_it 0 socketpair a
	[[ $out == $'parent: asks "a"\nchild: answers "A"\nparent: hears "A"\n'* ]]
	run_it 0 socketpair
	[[ $out == *$'parent: hears "0 answers"' ]]
	long=$(printf 'x%.0s' {1..255})
	run_it 0 socketpair "$long"
	[[ $out == *"hears \"${long^^}\""* ]]
	run_it 2 socketpair "${long}x"
	[[ $text == "socketpair: WORD '${long}x': should have 1 to 255 bytes" ]]
	run_it 2 socketpair ''
}

@test "unix_socket: an abstract name is free when its process has ended, and no file" {
	run_it 0 abstract
	run_it 0 abstract
	[[ $out == *$'another socket: Address already in use\n'* ]]
	[[ $out == *$'zero bytes at its end: Connection refused\n'* ]]
	nothing_there
}

@test "unix_socket: stale_socket leaves a living server its name, stale_socket_wrong does not" {
	run_it 0 stale_socket
	[[ $out == *$'the third server is refused: another has the name\na client reaches the second server' ]]
	nothing_there
	run_it 1 stale_socket_wrong
	[[ $out == *$'the third server has the name\na client reaches the third server' ]]
	[[ $text == 'stale_socket_wrong: the second server lost its name, though it lived' ]]
	nothing_there
}

@test "unix_socket: partial_read reads whole records, partial_read_wrong makes one up" {
	for taskset in '' "taskset -c 0"; do
		# shellcheck disable=SC2086 # two words, or none
		start right $taskset ./unix_socket/partial_read </dev/null
		finish right 0
		[[ $(<"$D/right.out") == $'pay 100 to alice\npay 200 to bobby\npay 300 to carol' ]]
		# shellcheck disable=SC2086
		start wrong $taskset ./unix_socket/partial_read_wrong </dev/null
		finish wrong 1
		[[ $(<"$D/wrong.err") == 'partial_read_wrong: "pay 200 to alice" was never sent' ]]
	done
}

# ---- fd_sender and fd_receiver ----------------------------------------------------------

# start_receiver OPTION...
start_receiver() {
	start fd_receiver ./unix_socket/fd_receiver "$@" </dev/null
	eventually 5 said fd_receiver ': waiting for a sender on /' || fail "it does not wait: $text"
}

@test "unix_socket: fd_receiver prints files that only fd_sender can open" {
	printf 'secret\n' >"$T/secret"
	start_receiver
	exec {file}<"$T/secret"
	rm "$T/secret"          # what is passed has no name, so nobody can open it any more
	start fd_sender ./unix_socket/fd_sender <&"$file"
	exec {file}<&-
	finish fd_sender 0
	finish fd_receiver 0
	[[ $(<"$D/fd_receiver.out") == secret ]]
	nothing_there
}

@test "unix_socket: fd_receiver goes on where the sender has read to" {
	printf 'one\ntwo\n' >"$T/lines"
	start_receiver
	{
		read -r line
		start fd_sender ./unix_socket/fd_sender
		finish fd_sender 0
	} <"$T/lines"
	finish fd_receiver 0
	[[ $line == one && $(<"$D/fd_receiver.out") == two ]]
}

@test "unix_socket: fd_receiver with room for all, exactly, and for too few" {
	for n in 1 2 3 4; do
		echo "$n" >"$T/$n"
	done
	for room in 3 4; do
		start_receiver -n "$room"
		run_it 0 fd_sender "$T"/[1-3]
		finish fd_receiver 0
		[[ $(<"$D/fd_receiver.out") == $'1\n2\n3' ]]
	done
	for room in 1 2 3; do
		start_receiver -n "$room"
		run_it 0 fd_sender "$T"/[1-4]
		finish fd_receiver 1
		lines fd_receiver 1
		[[ $text == *": $room descriptors came, and there were more" ]]
		[[ ! -s $D/fd_receiver.out ]]
	done
	nothing_there
}

@test "unix_socket: fd_sender passes 253 files at a time, and no more" {
	files=()
	for n in {1..253}; do
		files+=("/dev/null")
	done
	start_receiver -n 253
	run_it 0 fd_sender "${files[@]}"
	finish fd_receiver 0
	[[ $(<"$D/fd_receiver.err") == *"253 descriptors: "* ]]
	run_it 2 fd_sender "${files[@]}" /dev/null
	[[ $text == 'fd_sender: 254 files, but one message takes 253' ]]
}

@test "unix_socket: fd_sender without a receiver, and with a file that is not there" {
	run_it 1 fd_sender
	[[ $text == 'fd_sender: no receiver on /'*': start ./unix_socket/fd_receiver first' ]]
	start_receiver
	run_it 1 fd_sender "$T/nothing"
	[[ $text == "fd_sender: open $T/nothing: No such file or directory" ]]
	finish fd_receiver 1
	lines fd_receiver 1
	[[ $text == *': the sender has died' ]]
	nothing_there
}

@test "unix_socket: fd_receiver, stopped, leaves nothing; killed, a name that the next one takes" {
	for signal in INT TERM HUP; do
		start_receiver
		tell "$signal" fd_receiver
		finish_soon fd_receiver "$((128 + $(kill -l "$signal")))"
		nothing_there
	done
	start_receiver
	start second ./unix_socket/fd_receiver </dev/null
	finish second 1
	[[ $(<"$D/second.err") == *': another fd_receiver has it' ]]
	tell KILL fd_receiver
	finish_soon fd_receiver 137
	start_receiver
	echo hello | start fd_sender ./unix_socket/fd_sender
	finish fd_receiver 0
	[[ $(<"$D/fd_receiver.out") == hello ]]
	nothing_there
}

# ---- credentials --------------------------------------------------------------------------

@test "unix_socket: credentials tells who has connected, who has sent, and refuses others" {
	run_it 0 credentials
	[[ $out =~ ^"server: process "([0-9]+)" of user $EUID has connected" ]]
	connected=${BASH_REMATCH[1]}
	[[ $out =~ "server: process "([0-9]+)" of user $EUID has sent" ]]
	[[ ${BASH_REMATCH[1]} != "$connected" ]]
	pid_of credentials
	[[ $out == *"client: process $pid of user $EUID lets me in"* ]]
	run_it 0 credentials -u "$EUID"
	run_it 1 credentials -u "$((EUID + 1))"
	[[ $out == *"server: refused, as only user $((EUID + 1)) may" ]]
	[[ $text == 'credentials: recv: end-of-file instead of a welcome' ]]
	run_it 2 credentials -u nobody
}
