#!/usr/bin/env bats
# tests/unix_socket.bats - the programs of unix_socket/ beside the pairs

load common

@test "unix_socket: small programs explain themselves" {
	for program in socketpair abstract autobind stale_socket stale_socket_wrong partial_read \
		partial_read_wrong fd_sender fd_receiver credentials message_credentials; do
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
	[[ $text == "socketpair: WORD '${long}x': should have 1 to 255 bytes"$'\n''usage: '* ]]
	run_it 2 socketpair ''
}

@test "unix_socket: an abstract name is free when its process has ended, and no file" {
	run_it 0 abstract
	run_it 0 abstract
	[[ $out == *'another socket: Address '*'in use'* ]]
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

# ---- the hellos -------------------------------------------------------------------------

# hello_waits NAME: starts the hello NAME, which waits, and sets $name to the path of its socket
hello_waits() {
	start "$1" "./unix_socket/$1" </dev/null
	eventually 5 said "$1" ': waiting for ' || fail "it does not wait: $text"
	name=${text##* on }
	name=${name%$'\n'}
	[[ -S $name ]]
}

@test "unix_socket: hello_consumer prints what hello_producer writes" {
	hello_waits hello_consumer
	run_it 0 hello_producer
	[[ ! $out && ! $text ]]
	finish hello_consumer 0
	[[ $(<"$D/hello_consumer.out") == $'read 12 bytes: Hello World!\nread 0 bytes: end-of-file' ]]
	lines hello_consumer 0
	nothing_there
}

@test "unix_socket: a hello that cannot print says so" {
	output=/dev/full hello_waits hello_consumer
	run_it 0 hello_producer
	finish hello_consumer 1
	lines hello_consumer 1
	[[ $text == 'hello_consumer: write standard output: No space left on device' ]]
	hello_waits hello_server
	output=/dev/full start hello_client ./unix_socket/hello_client </dev/null
	finish hello_client 1
	[[ $(<"$D/hello_client.err") == 'hello_client: write standard output: No space left on device' ]]
	run_it 0 hello_client
	run_it 0 hello_client
	finish hello_server 0
	nothing_there
}

@test "unix_socket: hello_producer without a consumer, hello_client without a server" {
	run_it 1 hello_producer
	[[ $text == 'hello_producer: connect /'*'/hello_socket: No such file or directory' ]]
	run_it 1 hello_client
	[[ $text == 'hello_client: connect /'*'/hello_server: No such file or directory' ]]
	nothing_there
}

@test "unix_socket: a hello that is killed or stopped leaves its name, and no second one can bind it" {
	for program in hello_consumer hello_server; do
		for signal in KILL INT; do
			hello_waits "$program"
			start second "./unix_socket/$program" </dev/null
			finish second 1
			[[ $(<"$D/second.err") == "$program: socket, bind, listen $name: Address "*'in use' ]]
			tell "$signal" "$program"
			finish_soon "$program" "$((128 + $(kill -l "$signal")))"
			[[ -S $name ]]
			run_it 1 "$program"
			[[ $text == "$program: socket, bind, listen $name: Address "*'in use' ]]
			rm -d "$name" "${name%/*}"
		done
	done
	nothing_there
}

@test "unix_socket: hello_producer is done though its consumer never reads" {
	hello_waits hello_consumer
	pid_of hello_consumer
	kill -STOP "$pid"
	run_it 0 hello_producer
	kill -KILL "$pid"
	finish hello_consumer 137
	[[ ! -s $D/hello_consumer.out ]]
	rm -d "$name" "${name%/*}"
}

@test "unix_socket: hello_server is killed by a client that has gone" {
	hello_waits hello_server
	pid_of hello_server
	kill -STOP "$pid"
	start hello_client ./unix_socket/hello_client </dev/null
	pid_of hello_client
	eventually 5 is_asleep "$pid" || fail 'it does not wait for the answer'
	tell KILL hello_client
	finish hello_client 137
	tell CONT hello_server
	finish_soon hello_server 141
	rm -d "$name" "${name%/*}"
}

# Does process PID sleep, time after time? (To connect and to send keep nobody waiting here.)
is_asleep() {
	local times

	for ((times = 0; times < 5; times++)); do
		[[ $(<"/proc/$1/stat") == *') S '* ]] || return
		read -rt 0.002 -u "$idle" || :
	done
}

@test "unix_socket: hello_server serves three clients one after the other, and any bytes" {
	hello_waits hello_server
	for _ in 1 2 3; do
		run_it 0 hello_client
		[[ $out == 'Hello World!' ]]
	done
	finish hello_server 0
	nothing_there
}

# ---- fd_sender and fd_receiver ----------------------------------------------------------

# start_receiver OPTION...
start_receiver() {
	start fd_receiver ./unix_socket/fd_receiver "$@" </dev/null
	eventually 5 said fd_receiver ': waiting for a sender on @' || fail "it does not wait: $text"
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

@test "unix_socket: fd_sender passes 250 files at a time, and no more" {
	files=()
	for n in {1..250}; do
		files+=("/dev/null")
	done
	start_receiver -n 250
	run_it 0 fd_sender "${files[@]}"
	finish fd_receiver 0
	lines fd_receiver 1
	[[ $text =~ ^fd_receiver:\ received\ as\ descriptors(\ [0-9]+){250}$ ]]
	run_it 2 fd_sender "${files[@]}" /dev/null
	[[ $text == 'fd_sender: 251 files, but one message takes 250'$'\n''usage: '* ]]
}

@test "unix_socket: fd_sender without a receiver, and with a file that is not there" {
	run_it 1 fd_sender
	[[ $text == 'fd_sender: no receiver on @'*': start ./unix_socket/fd_receiver first' ]]
	start_receiver
	run_it 1 fd_sender "$T/nothing"
	[[ $text == "fd_sender: open $T/nothing: No such file or directory" ]]
	finish fd_receiver 1
	lines fd_receiver 1
	[[ $text == *': the sender has died' ]]
	nothing_there
}

@test "unix_socket: fd_receiver has one sender, and ends if nobody takes what it prints" {
	start_receiver
	mkfifo "$T/fifo"
	exec {file}<>"$T/fifo"
	run_it 0 fd_sender "$T/fifo"
	eventually 5 said fd_receiver 'received as descriptors'
	run_it 1 fd_sender      # while that is printed
	[[ $text == 'fd_sender: no receiver on @ipc-lab.'*': start ./unix_socket/fd_receiver first' ]]
	tell TERM fd_receiver
	finish_soon fd_receiver 143
	exec {file}>&-
	output=/dev/full start_receiver
	run_it 0 fd_sender /dev/zero
	finish_soon fd_receiver 1
	said fd_receiver 'fd_receiver: write standard output: No space left on device'
	nothing_there
}

@test "unix_socket: fd_receiver, stopped or killed, leaves nothing; a second one is refused" {
	for signal in INT TERM HUP KILL; do
		start_receiver
		tell "$signal" fd_receiver
		finish_soon fd_receiver "$((128 + $(kill -l "$signal")))"
		nothing_there
	done
	start_receiver
	start second ./unix_socket/fd_receiver </dev/null
	finish second 1
	[[ $(<"$D/second.err") == 'fd_receiver: socket, bind, listen @ipc-lab.'*': Address '*'in use' ]]
	echo hello | start fd_sender ./unix_socket/fd_sender
	finish fd_receiver 0
	[[ $(<"$D/fd_receiver.out") == hello ]]
	nothing_there
}

@test "unix_socket: fd_sender and fd_receiver have nothing to do with another user" {
	local stranger=(setpriv --reuid=54321 --regid=54321 --clear-groups) name

	((EUID == 0)) || skip 'needs to be root, to be somebody else'
	"${stranger[@]}" true 2>/dev/null || skip 'setpriv cannot do it here'
	name=$(./lab/name fd)
	cp ./tests/tools/abstract_stranger "$T"
	start stranger "${stranger[@]}" "$T/abstract_stranger" listen "${name#/}" </dev/null
	eventually 5 said stranger listens || fail 'it does not listen'
	echo secret | start fd_sender ./unix_socket/fd_sender
	finish fd_sender 1
	[[ $(<"$D/fd_sender.err") == "fd_sender: @${name#/}: the other side is user 54321" ]]
	finish stranger 0

	start_receiver
	start stranger "${stranger[@]}" "$T/abstract_stranger" connect "${name#/}" </dev/null
	finish fd_receiver 1
	lines fd_receiver 1
	[[ $text == "fd_receiver: @${name#/}: the other side is user 54321" ]]
	finish stranger 0
}

# ---- credentials --------------------------------------------------------------------------

@test "unix_socket: credentials tells who has connected, and refuses others" {
	run_it 0 credentials
	[[ $out =~ ^"server: process "([0-9]+)" of user $EUID has connected" ]]
	pid_of credentials
	[[ ${BASH_REMATCH[1]} != "$pid" ]]
	[[ $out == *"client: process $pid of user $EUID lets me in" ]]
	run_it 0 credentials -u "$EUID"
	run_it 1 credentials -u "$((EUID + 1))"
	[[ $out == *"server: refused, as only user $((EUID + 1)) may" ]]
	[[ $text == 'credentials: recv: end-of-file instead of a welcome' ]]
	run_it 2 credentials -u nobody
}

# says_the_truth UID TEXT: that is what message_credentials prints for that user, who may not lie
says_the_truth() {
	local out=$2

	[[ $out =~ ^"SO_PEERCRED: process "([0-9]+)" of user $1"$'\n'"process "([0-9]+)" of user $1: \"hello\"" ]]
	[[ ${BASH_REMATCH[1]} != "${BASH_REMATCH[2]}" ]]
	[[ $out == *$'\n'"process ${BASH_REMATCH[2]} of user $1: \"I am user 4242: Operation not permitted\"" ]]
}

@test "unix_socket: message_credentials tells who has sent, and an ordinary user may not lie" {
	local somebody=(setpriv --reuid=54321 --regid=54321 --clear-groups)

	run_it 0 message_credentials
	if ((EUID != 0)); then
		says_the_truth "$EUID" "$out"
	elif "${somebody[@]}" true 2>/dev/null; then
		cp ./unix_socket/message_credentials "$T"
		start truth "${somebody[@]}" "$T/message_credentials" </dev/null
		finish truth 0
		says_the_truth 54321 "$(<"$D/truth.out")"
	fi
}

# (CAP_SETUID is bit 7 of the effective capabilities)
@test "unix_socket: message_credentials says what it likes if it is root's" {
	local capabilities

	capabilities=$(sed -n 's/^CapEff:[[:blank:]]*/0x/p' /proc/self/status)
	((capabilities >> 7 & 1)) || skip 'CAP_SETUID is needed to lie'
	run_it 0 message_credentials
	[[ $out == *$'\nprocess '*' of user 4242: "I am user 4242"' ]]
}

# ---- echo_server and echo_client ------------------------------------------------------------

# start_echo unix|ipv4|ipv6: starts a server, and sets $to to what leads a client there
start_echo() {
	local at=()

	case $1 in
	ipv4) at=(-t 127.0.0.1:0) ;;
	ipv6) at=(-t '[::1]:0') ;;
	esac
	start echo_server ${limit:+prlimit "--nofile=$limit"} ./unix_socket/echo_server \
		${at[@]+"${at[@]}"} </dev/null
	eventually 5 said echo_server ': waiting for a client on ' || fail "it does not wait: $text"
	to=()
	text=${text%$'\n'}
	[[ $1 == unix ]] || to=(-t "${text##* on }")
}

# The kinds of endpoint that this machine has
endpoints() {
	echo unix ipv4
	! grep -qs '^0*1 ' /proc/net/if_inet6 || echo ipv6
}

# The server ends when it is told to, has said nothing and leaves nothing.
stop_echo() {
	tell TERM echo_server
	finish echo_server 0
	lines echo_server 0
	nothing_there
}

# crowd NAME OPTION... KIND: starts many clients
crowd() {
	start "$1" ./tests/tools/echo_load ${to[@]+"${to[@]}"} "${@:2}"
}

# open_feed: $D/feed is a standard input without end, until end_feed
open_feed() {
	rm -f "$D/feed"
	mkfifo "$D/feed"
	exec {feed}<>"$D/feed"
}

# came_back NAME: $sent and $back are the bytes of the clients NAME
came_back() {
	read -r _ _ _ sent _ back _ <"$D/$1.out"
	sent=${sent%,}
}

@test "unix_socket: echo_server and echo_client explain themselves" {
	usage_of echo_server
	usage_of echo_client
	for wrong in '' host :1 host: '[::1]'; do
		run_it 2 echo_server -t "$wrong"
		[[ $text == "echo_server: -t '$wrong': should be HOST:PORT or [HOST]:PORT"$'\n''usage: '* ]]
	done
	run_it 1 echo_client -t 127.0.0.1:port
	[[ $text == "echo_client: -t '127.0.0.1:port': "* ]]
	run_it 1 echo_client hello
	[[ $text == 'echo_client: no server on /'*': start ./unix_socket/echo_server first' ]]
	nothing_there
}

@test "unix_socket: echo_client gets back words, lines and bytes of any kind, over each endpoint" {
	head -c 3000000 /dev/urandom >"$T/bytes"
	for endpoint in $(endpoints); do
		start_echo "$endpoint"
		run_it 0 echo_client ${to[@]+"${to[@]}"} hello '' 한글
		[[ $out == $'hello\n\n한글' ]]
		start echo_client ./unix_socket/echo_client ${to[@]+"${to[@]}"} <"$T/bytes"
		finish echo_client 0
		cmp "$T/bytes" "$D/echo_client.out"
		start echo_client ./unix_socket/echo_client ${to[@]+"${to[@]}"} </dev/null
		finish echo_client 0
		[[ ! -s $D/echo_client.out ]]
		stop_echo
	done
}

@test "unix_socket: echo_client whose output is not taken says so, once" {
	start_echo unix
	output=/dev/full start echo_client ./unix_socket/echo_client hello </dev/null
	finish echo_client 1
	lines echo_client 1
	[[ $text == 'echo_client: write standard output: No space left on device' ]]
	stop_echo
}

@test "unix_socket: echo_client answers line by line, and says so when the server is killed" {
	start_echo unix
	open_feed
	start echo_client ./unix_socket/echo_client <"$D/feed"
	for line in one two; do
		echo "$line" >&"$feed"
		eventually 5 grep -qx "$line" "$D/echo_client.out" || fail "$line does not come back"
	done
	tell KILL echo_server
	finish_soon echo_client 1
	lines echo_client 1
	[[ $text == *': the server has ended: 8 of 8 bytes came back' ]]
	end_feed
	start_echo unix         # takes the stale name
	start second ./unix_socket/echo_server </dev/null
	finish second 1
	[[ $(<"$D/second.err") == *': another echo_server has it' ]]
	stop_echo
}

@test "unix_socket: echo_server serves 1,000 clients at once, and gives each its own bytes" {
	(($(ulimit -Hn) >= 1100)) || skip "no more than $(ulimit -Hn) descriptors here"
	for endpoint in $(endpoints); do
		start_echo "$endpoint"
		crowd many -n 1000 -b 10000 whole </dev/null
		crowd few -n 10 -b 1000000 whole </dev/null
		crowd tiny -n 100 -b 300 -c 3 whole </dev/null
		for name in many few tiny; do
			finish "$name" 0
			came_back "$name"
			((sent > 0 && sent == back))
		done
		stop_echo
	done
}

@test "unix_socket: echo_server is not held up by clients that do not read, nor by those that vanish" {
	for endpoint in $(endpoints); do
		start_echo "$endpoint"
		open_feed
		crowd deaf -n 5 deaf <"$D/feed"
		eventually 60 said deaf ready || fail "it takes bytes without end"
		crowd vanish -n 200 -b 50000 vanish </dev/null
		crowd whole -n 50 -b 50000 whole </dev/null
		finish vanish 0
		finish whole 0
		end_feed
		finish deaf 0
		stop_echo
	done
}

@test "unix_socket: echo_server sends back what came before the client half-closed, however late it reads" {
	for endpoint in $(endpoints); do
		start_echo "$endpoint"
		crowd late -n 50 -b 60000 late </dev/null
		finish late 0
		came_back late
		((sent > 0 && sent == back))
		stop_echo
	done
}

# cpu_of PID: sets $ticks to the processor time that it has used
cpu_of() {
	local fields

	read -ra fields <"/proc/$1/stat"
	ticks=$((fields[13] + fields[14]))
}

@test "unix_socket: echo_server without descriptors lets clients wait, and does not spin" {
	for endpoint in unix ipv4; do
		limit=20
		start_echo "$endpoint"
		open_feed
		crowd deaf -n 30 deaf <"$D/feed"         # more than it can take
		eventually 60 said deaf ready || fail 'not ready'
		pid_of echo_server
		cpu_of "$pid"
		before=$ticks
		read -rt 0.4 -u "$idle" || :
		cpu_of "$pid"
		((ticks - before < 10)) || fail "$((ticks - before)) ticks in 0.4 s"
		crowd whole -n 30 -b 5000 whole </dev/null
		end_feed
		finish deaf 0
		finish whole 0
		crowd whole -n 100 -b 5000 whole </dev/null
		finish whole 0
		stop_echo
	done
}

@test "unix_socket: echo_server, told to stop, sends back all that was sent to it" {
	# Clients that it has not even accepted have sent everything ...
	for endpoint in $(endpoints); do
		start_echo "$endpoint"
		pid_of echo_server
		kill -STOP "$pid"
		open_feed
		crowd late -n 100 -b 20000 late <"$D/feed"
		eventually 60 said late ready || fail 'not ready'
		kill -TERM "$pid"
		kill -CONT "$pid"
		end_feed
		finish late 0
		came_back late
		((sent > 0 && sent == back))
		finish echo_server 0
		lines echo_server 0
		nothing_there
	done
	# ... and some are in the middle of it.
	for endpoint in $(endpoints); do
		start_echo "$endpoint"
		crowd cut -n 20 -b 100000000 -c 2000 cut </dev/null
		pid_of echo_server
		eventually 5 busy "$pid" || fail 'the server does nothing'
		stop_echo
		finish cut 0
	done
}

# Has process PID used two hundredths of a second?
busy() {
	cpu_of "$1"
	((ticks >= 2))
}

@test "unix_socket: echo_server stops soon, though a client does not read, by any signal" {
	for signal in INT TERM HUP; do
		run_of "$signal"
		start_echo unix
		open_feed
		crowd deaf -n 3 deaf <"$D/feed"
		eventually 60 said deaf ready || fail 'not ready'
		tell "$signal" echo_server
		feeds+=("$feed")
	done
	for signal in INT TERM HUP; do
		run_of "$signal"
		eventually 10 ended echo_server || fail 'it does not end'
		[[ $status == 0 ]]
		nothing_there
	done
	# shellcheck disable=SC2030 # each test has its own
	for feed in "${feeds[@]}"; do
		end_feed
	done
	for signal in INT TERM HUP; do
		run_of "$signal"
		finish deaf 0
	done
}

@test "unix_socket: echo_server is ended by a second signal, and leaves nothing" {
	start_echo unix
	name=${text##* on }
	open_feed
	crowd deaf -n 1 deaf <"$D/feed"
	eventually 60 said deaf ready || fail 'not ready'
	tell TERM echo_server
	eventually 5 is_no_file "$name" || fail "$name is still there"
	tell TERM echo_server
	finish echo_server 143
	end_feed
	finish deaf 0
	nothing_there
}

is_no_file() {
	[[ ! -e $1 ]]
}

# ---- datagrams --------------------------------------------------------------------------------

# stop_and_go NAME: as Ctrl-Z and fg
stop_and_go() {
	pid_of "$1"
	kill -STOP "$pid"
	eventually 5 is_stopped "$pid" || fail "$1 is not stopped"
	tell CONT "$1"
}

@test "unix_socket: datagram_consumer and datagram_producer go on after Ctrl-Z and fg" {
	use unix_socket/datagram
	start_consumer
	start_idle_producer
	for message in second third; do
		stop_and_go consumer
		# shellcheck disable=SC2031
		echo "$message" >&"$feed"
		eventually 5 grep -qx "$message" "$D/consumer.out" || fail "$(<"$D/consumer.err")"
	done
	pid_of consumer
	kill -STOP "$pid"
	eventually 5 is_stopped "$pid"
	end_feed
	read -rt 0.1 -u "$idle" || :    # it waits for the consumer's last word
	stop_and_go producer
	tell CONT consumer
	finish producer 0
	finish consumer 0
}

@test "unix_socket: datagram_consumer takes no harm from a stranger without an address" {
	command -v logger >/dev/null || skip 'logger(1) is not there'
	use unix_socket/datagram
	start_consumer
	logger -d -u "$channel" hello 3>&-
	start_producer one two
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == $'one\ntwo' ]]
}

@test "unix_socket: datagram_producer notices that its consumer has died, though another has the name" {
	use unix_socket/datagram
	start_consumer
	start_idle_producer
	tell KILL consumer
	finish consumer 137
	start second "$consumer" </dev/null
	finish_soon producer 1
	lines producer 1
	[[ $text == 'datagram_producer: send /'*'/datagram: the consumer has ended' ]]
	end_feed
	eventually 5 said second ': waiting for ' || fail 'the second one does not wait'
	tell TERM second
	finish second 143
}

@test "unix_socket: datagram_consumer prints no datagrams of a second producer, though they came in time" {
	use unix_socket/datagram
	start_consumer
	pid_of consumer
	kill -STOP "$pid"
	open_feed
	start_producer <"$D/feed"
	# shellcheck disable=SC2031 # each test has its own
	echo first >&"$feed"
	pid_of producer
	eventually 5 is_asleep "$pid" || fail 'the first does not wait for more'
	start second "$producer" 'of the second' </dev/null
	pid_of second
	eventually 5 is_asleep "$pid" || fail 'the second does not wait for the consumer'
	tell CONT consumer
	end_feed
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == first ]]
	finish_soon second 1
	lines second 1
}

# ---- one producer at a time -------------------------------------------------------------------

@test "unix_socket: a second producer is refused while the first has the consumer" {
	for pair in unix_socket unix_socket/seqpacket unix_socket/datagram; do
		use "$pair"
		run_of "${pair##*/}"
		start_consumer
		start_idle_producer
		start second "$producer" 'of the second' </dev/null
		finish second 1
		lines second 1
		[[ $text == "$producer_name: connect $channel: another producer is at work" ]] || fail "$text"
		# shellcheck disable=SC2031 # each test has its own
		echo last >&"$feed"
		end_feed
		finish producer 0
		finish consumer 0
		[[ $(<"$D/consumer.out") == $'first\nlast' ]]
	done
}

@test "unix_socket: a file that is no socket is refused as a name, and stays" {
	local program name

	for program in consumer:unix_socket seqpacket_consumer:seqpacket datagram_consumer:datagram \
		echo_server:echo; do
		name=/tmp/ipc-lab.$EUID.$IPC_LAB/${program#*:}
		program=${program%:*}
		mkdir -m 700 "${name%/*}"
		echo text >"$name"
		start "$program" "./unix_socket/$program" </dev/null
		finish "$program" 1
		[[ $(<"$D/$program.err") == "$program: bind $name: what is there is no socket" ]] ||
			fail "$(<"$D/$program.err")"
		[[ $(<"$name") == text ]]
		rm -r "${name%/*}"
	done
	nothing_there
}
