#!/usr/bin/env bats
# tests/fifo.bats - what is peculiar to the FIFO

load common

start_hello() {
	start "$1" ./fifo/hello_consumer </dev/null
	eventually 5 said "$1" 'hello_consumer: waiting for a producer on /' || fail "$1 does not wait"
}

@test "fifo: hello meets in open, whichever side comes first" {
	start_hello consumer
	start producer ./fifo/hello_producer </dev/null
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == $'read 12 bytes: Hello World!\nread 0 bytes: end-of-file' ]]
	nothing_there
	start producer ./fifo/hello_producer </dev/null
	eventually 5 said producer 'hello_producer: waiting for a consumer on /'
	[[ $(objects) == *"600 /tmp/ipc-lab.$EUID.$IPC_LAB/hello_fifo" ]]
	output=/dev/full start_hello consumer
	finish producer 0
	finish consumer 1
	lines consumer 1
	[[ $text == 'hello_consumer: write standard output: '* ]]
	nothing_there
}

@test "fifo: hello leaves its FIFO when it is ended, refuses no second, and can be run again" {
	local signal

	for signal in INT TERM KILL; do
		start_hello consumer
		tell "$signal" consumer
		finish_soon consumer "$((128 + $(kill -l "$signal")))"
		[[ -p /tmp/ipc-lab.$EUID.$IPC_LAB/hello_fifo ]]
	done
	start_hello first
	start_hello second
	exec {writer}>"/tmp/ipc-lab.$EUID.$IPC_LAB/hello_fifo"
	tell KILL first
	finish first 137
	printf 'any bytes' >&"$writer"
	eventually 5 empty_fifo || fail 'the second does not read'
	exec {writer}>&-
	finish second 0
	[[ $(<"$D/second.out") == $'read 9 bytes: any bytes\nread 0 bytes: end-of-file' ]]
	nothing_there
}

# empty_fifo: what was written to $writer is read
empty_fifo() {
	! read -rt 0 <>"/tmp/ipc-lab.$EUID.$IPC_LAB/hello_fifo"
}

@test "fifo: a producer that waits for a consumer leaves nothing when it is stopped" {
	for signal in INT TERM HUP; do
		run_of "$signal"
		start_producer hello </dev/null
		eventually 5 said producer 'producer: waiting for a consumer on /'
		tell "$signal" producer
		finish_soon producer "$((128 + $(kill -l "$signal")))"
		lines producer 0
		nothing_there
	done
}

@test "fifo: a producer that comes as a consumer ends waits for the next one" {
	local i

	: >"$D/arrived"
	# shellcheck disable=SC2016 # it is for sh to expand
	start consumers sh -c 'until [ "$(wc -l <"$0")" -ge 100 ]; do
		./fifo/consumer >>"$0" 2>/dev/null || exit; done' "$D/arrived" </dev/null
	for i in {1..100}; do
		timeout 20 ./fifo/producer "$i" </dev/null 2>"$D/producer.err" 3>&- ||
			fail "producer $i:" "$(<"$D/producer.err")"
	done
	finish consumers 0
	seq 100 | cmp - "$D/arrived"
	nothing_there
}

@test "fifo: the programs explain themselves and refuse what they do not know" {
	usage_of rendezvous 'rendezvous [-h] [-p MILLISECONDS]'
	usage_of open_nonblock 'open_nonblock [-h]'
	usage_of open_order 'open_order [-h]'
	usage_of open_order_wrong 'open_order_wrong [-h]'
	usage_of keep_open 'keep_open [-h]'
	usage_of many_writers 'many_writers [-h] [-w WRITERS] [-l LENGTH]'
	usage_of server 'server [-h]'
	usage_of client 'client [-h] [COUNT]'
	mistaken rendezvous "milliseconds 'soon': should be a number from 0 to 60000" -p soon
	mistaken many_writers "writers '27': should be a number from 1 to 26" -w 27
	mistaken many_writers "length '1': should be a number from 2 to 65536" -l 1
	mistaken client "count '0': should be a number from 1 to 1000000" 0
	mistaken client "unexpected argument '2'" 1 2
	nothing_there
}

@test "fifo: rendezvous: the first to open it waits for the second, whichever it is" {
	succeeds rendezvous ./fifo/rendezvous -p 100
	# (milliseconds, "ms", who, "process:", what)
	awk '$2 == "ms" && /has it open/ { n++; if ($1 - before < 100) exit 1 }
		$2 == "ms" && /opens the FIFO/ { before = $1 }
		END { exit n != 2 }' "$D/rendezvous.out" || fail "$(<"$D/rendezvous.out")"
	succeeds rendezvous ./fifo/rendezvous -p 0
	nothing_there
}

@test "fifo: crossed opens wait for each other, the same order does not" {
	start wrong ./fifo/open_order_wrong </dev/null
	run_of right
	succeeds right ./fifo/open_order
	[[ $(<"$D/right.out") == 'client: both are open, I can ask' ]]
	nothing_there
	run_of ''
	finish wrong 1
	lines wrong 1
	[[ $text == 'open_order_wrong: client and server wait in open(2) for each other: deadlock' ]]
	nothing_there
}

@test "fifo: programs that wait leave nothing when they are stopped" {
	for signal in INT TERM HUP; do
		run_of "$signal.rendezvous"
		start rendezvous ./fifo/rendezvous -p 60000 </dev/null
		eventually 10 grep -q 'opens the FIFO' "$D/rendezvous.out"
		tell "$signal" rendezvous
		run_of "$signal.wrong"
		start wrong ./fifo/open_order_wrong </dev/null
		pid_of wrong
		eventually 10 test -p "/tmp/ipc-lab.$EUID.$IPC_LAB/replies"
		tell "$signal" wrong    # at once: it ends by itself before long
	done
	for signal in INT TERM HUP; do
		for name in rendezvous wrong; do
			run_of "$signal.$name"
			finish "$name" "$((128 + $(kill -l "$signal")))"
			nothing_there
		done
	done
}

@test "fifo: what a killed program left does not hinder the next" {
	mkdir -m 700 "/tmp/ipc-lab.$EUID.$IPC_LAB"
	for name in rendezvous open_nonblock requests replies keep_open many_writers server; do
		mkfifo -m 600 "/tmp/ipc-lab.$EUID.$IPC_LAB/$name"
	done
	for name in rendezvous open_nonblock open_order keep_open many_writers; do
		succeeds "$name" "./fifo/$name"
	done
	start_server
	tell TERM server
	finish server 143
	nothing_there
}

@test "fifo: lines of up to PIPE_BUF bytes are whole, longer ones are torn" {
	succeeds short ./fifo/many_writers -w 26 -l 2
	[[ $(<"$D/short.out") == '26 writers, 26000 lines of 2 bytes: 26000 whole, 0 torn' ]]
	succeeds longest ./fifo/many_writers -w 3 -l "$(getconf PIPE_BUF /)"
	[[ $(<"$D/longest.out") == *': 3000 whole, 0 torn' ]]
	start longer ./fifo/many_writers -l 5000 </dev/null
	finish longer 1
	lines longer 0
	[[ $(<"$D/longer.out") == *' whole, '[1-9]*' torn' ]] || fail "$(<"$D/longer.out")"
	nothing_there
}

# ---- server and client ---------------------------------------------------------------------

start_server() {
	start server ./fifo/server </dev/null
	eventually 10 said server ': waiting for a client on ' || fail 'no server'
	text=${text##* on }
	requests=${text%%$'\n'*}
	replies=${requests%/*}
}

stop_server() {
	tell TERM server
	finish server 143
	nothing_there
}

# number: a client gets one number; a server that somebody blocks would never answer
number() {
	start client ./fifo/client </dev/null
	finish client 0
	cat "$D/client.out"
}

# request PROCESS COUNT: as a client would write it
request() {
	printf '\n%s %s\n' "$1" "$2"
}

@test "fifo: the server serves many clients at once, each with numbers of its own" {
	start_server
	# shellcheck disable=SC2016 # it is for sh to expand
	start clients sh -c 'seq 100 | xargs -P 100 -I{} ./fifo/client 3 2>/dev/null' </dev/null
	finish clients 0
	seq 0 299 | cmp - <(sort -n "$D/clients.out")
	lines server 0
	stop_server
}

@test "fifo: many clients write while the server is stopped, and all are served" {
	start_server
	tell STOP server
	for i in {1..20}; do
		start "client$i" ./fifo/client 2 </dev/null
	done
	for i in {1..20}; do
		eventually 10 said "client$i" 'waiting for a reply on '
	done
	tell CONT server
	for i in {1..20}; do
		finish "client$i" 0
	done
	seq 0 39 | cmp - <(cat "$D"/client*.out | sort -n)
	stop_server
}

@test "fifo: a client that is killed before its reply blocks nobody" {
	start_server
	tell STOP server
	for i in {1..5}; do
		start "client$i" ./fifo/client </dev/null
		eventually 10 said "client$i" 'waiting for a reply on '
		tell KILL "client$i"
		finish "client$i" 137
	done
	[[ $(compgen -G "$replies/client.*" | wc -l) == 5 ]]
	tell CONT server
	[[ $(number) == 0 ]]
	lines server 5
	[[ ${text%%$'\n'*} == "server: open $replies/client."*": No such device or address" ]]
	stop_server     # which has removed what they left
}

@test "fifo: a client that never made its reply FIFO blocks nobody" {
	start_server
	request 1 7 >"$requests"
	[[ $(number) == 0 ]]
	lines server 1
	[[ $text == "server: open $replies/client.1: No such file or directory" ]]
	stop_server
}

@test "fifo: a client that does not read its replies blocks nobody" {
	start_server
	mkfifo -m 600 "$replies/client.1"
	exec {never_read}<>"$replies/client.1"
	request 1 1 >"$T/requests"
	for i in {1..14}; do
		cat "$T/requests" "$T/requests" >"$T/twice"
		mv "$T/twice" "$T/requests"
	done
	cat "$T/requests" >"$requests"  # 16384 replies: more than there is room for
	number >"$T/number"
	(($(<"$T/number") >= 4096 / 8 && $(<"$T/number") < 16384))
	grep -qxF "server: write $replies/client.1: Resource temporarily unavailable" "$D/server.err"
	exec {never_read}>&-
	rm "$replies/client.1"
	stop_server
}

@test "fifo: the server refuses what is no request, and finds the next that is one" {
	start_server
	{ printf hello; request 4711 1 | head -c 3; } >"$requests"
	[[ $(number) == 0 ]]
	{ request -1 1; request 0 1; request 1 0; request 1 -1; request 1 1000001; } >"$requests"
	[[ $(number) == 1 ]]
	{ request 1 '1 1'; request 4294967297 1; request 1 ''; request client 1; } >"$requests"
	[[ $(number) == 2 ]]
	printf '../../etc/passwd\n\0' >"$requests"
	[[ $(number) == 3 ]]
	lines server 13
	[[ ! ${text//'server: refused a line that is no request'$'\n'} == *$'\n'* ]] || fail "$text"
	head -c 100000 /dev/urandom >"$requests"
	[[ $(number) == 4 ]]
	stop_server
}

@test "fifo: the server does not write into what is no FIFO" {
	start_server
	echo untouched >"$replies/client.1"
	ln -s client.1 "$replies/client.2"
	{ request 1 1; request 2 1; } >"$requests"
	[[ $(number) == 0 ]]
	[[ $(<"$replies/client.1") == untouched ]]
	lines server 2
	[[ $text == "server: open $replies/client.1: not a FIFO
server: open $replies/client.2: Too many levels of symbolic links" ||
		$text == *'client.2: Symbolic link loop' ]] || fail "$text"     # musl's words
	rm "$replies/client.1"  # (the link is gone: it is no client's FIFO)
	stop_server
}

@test "fifo: a client without a server says so, and one whose server dies notices" {
	start client ./fifo/client </dev/null
	finish client 1
	lines client 1
	[[ $text == 'client: no server on /tmp/ipc-lab.'*'/server: start ./fifo/server first' ]]
	for signal in KILL TERM; do
		start_server
		tell STOP server
		start client ./fifo/client </dev/null
		eventually 10 said client 'waiting for a reply on '
		tell "$signal" server
		tell CONT server || :
		finish client 1
		lines client 1
		[[ $text == "client: read $replies/client."*": the server has gone without a reply" ]]
		finish server "$((128 + $(kill -l "$signal")))"
		[[ $signal == KILL ]] || continue
		[[ -p $requests ]]      # which it has left; a server it is not
		start client ./fifo/client </dev/null
		finish client 1
		[[ $(<"$D/client.err") == "client: no server on $requests: start ./fifo/server first" ]]
	done
	nothing_there
}

@test "fifo: server and client leave nothing when they are stopped; one server is enough" {
	for signal in INT TERM HUP; do
		run_of "$signal"
		start_server
		start second ./fifo/server </dev/null
		finish second 1
		lines second 1
		[[ $text == "server: flock $requests: another server has it" ]]
		tell STOP server
		start client ./fifo/client </dev/null
		eventually 10 said client 'waiting for a reply on '
		tell "$signal" client
		finish client "$((128 + $(kill -l "$signal")))"
		tell "$signal" server
		tell CONT server
		finish server "$((128 + $(kill -l "$signal")))"
		nothing_there
	done
}
