#!/usr/bin/env bats
# tests/web_server.bats - server/web_server: what it answers, to whom, and how it ends
#
# The headers that it is made of have unit tests: tests/unit/http_test.c.

# shellcheck disable=SC2030,SC2031 # each test has its own variables
load common

# x COUNT: that many letters
x() {
	printf "%0$1d" 0 | tr 0 x
}

# ---- a server and its clients -----------------------------------------------------

# make_site: a directory to serve, with an index
make_site() {
	site=$T/site
	mkdir -p "$site"
	echo 'Hello World!' >"$site/index.html"
}

# serve [OPTION...]: starts a server of $site; sets $url, $curl and $at, a port or a path
serve() {
	start server ./server/web_server "$@" "$site" </dev/null
	await_server
}

# serve_on unix|tcp: there
serve_on() {
	if [[ $1 == tcp ]]; then serve -p 0; else serve; fi
}

await_server() {
	eventually 5 said server ': waiting for a client on ' || fail 'the server does not start:' "$text"
	at=${text##* on }
	at=${at%%[$'\n ']*}
	pid_of server
	curl=(curl -s -S -m 20 --path-as-is -H 'Expect:')
	url=http://localhost
	case $at in
	http://*)
		url=${at%/}
		at=${url##*:}
		;;
	*) curl+=(--unix-socket "$at") ;;
	esac
}

# stop_server: it ends as by SIGTERM, without a word, and nothing is left
stop_server() {
	tell TERM server
	finish server 143
	lines server 0
	[[ $at != /* || ! -e $at ]] || fail "$at is left behind"
	nothing_there
}

# get PATH [CURL_OPTION...]: sets $status and $header, and $T/body to the body
get() {
	local path=$1

	shift
	rm -f "$T/body"
	"${curl[@]}" -D "$T/header" -o "$T/body" "$@" "$url$path" 3>&- || fail "curl $url$path: status $?"
	tr -d '\r' <"$T/header" >"$T/header.text"
	header=$(<"$T/header.text")
	[[ $header =~ ^'HTTP/1.1 '([0-9]{3})' '[A-Z] ]] || fail "no status line:" "$header"
	status=${BASH_REMATCH[1]}
	touch "$T/body"
}

# answers STATUS PATH [CURL_OPTION...]
answers() {
	local wanted=$1

	shift
	get "$@"
	[[ $status == "$wanted" ]] || fail "$1: $status, should be $wanted:" "$header"
}

# dial: opens $socket to the port
dial() {
	trap '' PIPE            # a server may close while we still write
	exec {socket}<>"/dev/tcp/127.0.0.1/$at"
}

# hear: sets $reply to what comes from $socket until the server closes, and $status
hear() {
	timeout 20 cat <&"$socket" 2>&1 >"$T/reply" 3>&- || fail 'the answer has no end'
	exec {socket}>&-
	reply=$(tr -d '\r\0' <"$T/reply")
	status=${reply#HTTP/1.1 }
	status=${status%% *}
}

# raw_answers STATUS BYTES, as printf '%b' knows them
raw_answers() {
	dial
	{ printf '%b' "$2" >&"$socket"; } 2>/dev/null || :
	hear
	[[ $status == "$1" ]] || fail "should be $1: ${2:0:200}" "${reply:0:500}"
}

# log_has COUNT PATTERN: COUNT lines of the log match
log_has() {
	[[ $(grep -cE -- "$2" "$D/server.out") == "$1" ]]
}

# has_children COUNT: the server has COUNT children, zombies among them
has_children() {
	local list

	list=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null) || :
	# shellcheck disable=SC2086 # a word for each
	set -- "$1" $list
	(($# == $1 + 1))
}

# ---- answers ---------------------------------------------------------------------------

@test "server: web_server answers GET and HEAD, on a Unix socket and on a port" {
	local where

	need curl
	make_site
	mkdir -p "$site/sub dir"
	: >"$site/empty.txt"
	printf 'body { }' >"$site/a.css"
	printf '한글' >"$site/sub dir/안녕.txt"
	touch -d '1994-11-06 08:49:37 UTC' "$site/a.css"
	touch -d '+2 days' "$site/empty.txt"
	for where in unix tcp; do
		run_of "$where"
		serve_on "$where"

		answers 200 /
		[[ $(<"$T/body") == 'Hello World!' ]]
		[[ $header == *$'\nContent-Type: text/html; charset=utf-8\n'* ]]
		[[ $header == *$'\nContent-Length: 13\n'* && $header == *$'\nConnection: close\n'* ]]
		grep -qE '^Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$' "$T/header.text"
		cp "$T/header.text" "$T/get"

		answers 200 / -I
		diff <(grep -v ^Date "$T/get") <(grep -v ^Date "$T/header.text")

		answers 200 '/a.css?with=query'
		[[ $(<"$T/body") == 'body { }' && $header == *$'\nContent-Type: text/css; charset=utf-8\n'* ]]
		[[ $header == *$'\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT'* ]]

		answers 200 /empty.txt  # and one of the future was last modified just now
		[[ ! -s $T/body && $header == *$'\nContent-Length: 0\n'* ]]
		[[ ${header#*Last-Modified: } == "$(sed -n 's/^Date: //p' "$T/header.text")" ]]

		answers 200 /sub%20dir/%EC%95%88%EB%85%95.txt
		[[ $(<"$T/body") == 한글 ]]

		answers 301 /sub%20dir
		[[ $header == *$'\nLocation: ./sub%20dir/'* ]]
		answers 403 /sub%20dir/
		answers 404 /nothing
		answers 404 /index.html/
		answers 404 /a.cs -I

		stop_server
		log_has 1 '^(127\.0\.0\.1|-) - - \[[^]]*\] "GET / HTTP/1.1" 200 13$'
		log_has 1 '"HEAD / HTTP/1.1" 200 0$'
		log_has 1 '"GET /empty.txt HTTP/1.1" 200 0$'
		log_has 2 '"GET [^"]*" 403 14$|"GET /nothing [^"]*" 404 14$'
	done
}

@test "server: web_server whose log cannot be written says so, and serves" {
	make_site
	output=/dev/full serve -p 0
	raw_answers 200 'GET / HTTP/1.0\r\n\r\n'
	eventually 5 said server 'web_server: write standard output: No space left on device'
	tell TERM server
	finish server 143
}

@test "server: web_server sends a large file as it is" {
	need curl
	make_site
	head -c 20000000 /dev/urandom >"$site/large.bin"
	serve
	answers 200 /large.bin
	cmp "$site/large.bin" "$T/body"
	[[ $header == *$'\nContent-Type: application/octet-stream\n'*'Content-Length: 20000000'* ]]
	stop_server
	log_has 1 ' 200 20000000$'
}

@test "server: web_server lets nothing out of the directory" {
	local path

	need curl
	make_site
	mkdir "$site/sub" "$site/closed"
	echo secret >"$T/secret"
	echo inside >"$site/inside"
	ln -s ../secret "$site/out"
	ln -s .. "$site/up"
	ln -s /etc/passwd "$site/absolute"
	ln -s /proc/self/root "$site/root"
	ln -s loop "$site/loop"
	ln -s ../../secret "$site/sub/index.html"
	mkfifo "$site/fifo"
	serve -p 0
	for path in /out /up/secret /absolute /root/etc/passwd /loop /sub/ /closed/ /fifo \
		/../secret /%2e%2e/secret /sub/../../secret /%2E./site/index.html; do
		answers 403 "$path"
		[[ $(<"$T/body") == '403 Forbidden' ]]
	done
	for path in /..%2fsecret /%2e%2e%2fsecret /..%5csecret /...//secret /%252e%252e/secret; do
		answers 404 "$path"
	done
	answers 400 '/inside%00'
	answers 400 '/..\secret'
	answers 200 /sub/../inside
	[[ $(<"$T/body") == inside ]]
	raw_answers 403 'GET http://localhost/../secret HTTP/1.0\r\n\r\n'
	raw_answers 400 'GET ../secret HTTP/1.0\r\n\r\n'
	if ((EUID != 0)); then
		chmod 0 "$site/inside"
		answers 403 /inside
	fi
	stop_server
}

@test "server: web_server answers what it does not take with the status that says why" {
	local long

	make_site
	serve -p 0
	raw_answers 200 'GET / HTTP/1.0\n\n'
	raw_answers 400 'hello\r\n\r\n'
	raw_answers 400 'GET / HTTP/1.1\r\n\r\n'
	raw_answers 400 'GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n'
	raw_answers 501 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n'
	raw_answers 505 'GET / HTTP/2.0\r\nHost: a\r\n\r\n'
	raw_answers 405 'DELETE / HTTP/1.1\r\nHost: a\r\n\r\n'
	[[ $reply == *$'\nAllow: GET, HEAD\n'* ]]
	raw_answers 405 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n$(x 100000)"
	long=$(x 8000)
	raw_answers 414 "GET /$long HTTP/1.1\r\nHost: a\r\n\r\n"
	raw_answers 431 "GET / HTTP/1.1\r\nHost: a\r\nX: $long\r\nY: $long\r\nZ: $long\r\n\r\n"
	raw_answers 200 'HEAD / HTTP/1.0\r\n\r\n'
	[[ $reply == *'Content-Length: 13'* && $reply != *World* ]]
	raw_answers 200 '\r\n\nHEAD / HTTP/1.0\r\n\r\n' # empty lines before the first are no matter
	[[ $reply == *'Content-Length: 13'* && $reply != *World* ]]
	raw_answers 400 'HEAD / HTTP/1.1\r\n\r\n'
	[[ $reply == *'Content-Length: 16'* && $reply != *Request*Request* ]]
	raw_answers 400 'GET /\033]0;title\007"\xff HTTP/1.0\r\n\r\n'
	stop_server
	log_has 2 '"HEAD / HTTP/1.0" 200 0$'
	log_has 1 '"GET /\?\]0;title\?\?\? HTTP/1.0" 400 16$'
	if LC_ALL=C grep -n '[^ -~]' "$D/server.out"; then
		fail 'what a client sends is in the log as it came'
	fi
}

# ---- many clients, and bad ones ------------------------------------------------------------

@test "server: web_server lets a slow client keep nobody waiting, and only so long" {
	local slow

	make_site
	serve -p 0
	dial
	slow=$socket
	printf 'GET / HTTP/1.0\r\n' >&"$slow"
	eventually 5 has_children 1
	raw_answers 200 'GET / HTTP/1.0\r\n\r\n'
	eventually 5 has_children 1
	raw_answers 200 'GET /status HTTP/1.0\r\n\r\n'
	[[ $reply == *$'\nrequests 1\nchildren 2 of 64\nRW...'* ]] || fail "$reply"
	[[ $reply == *$'\nslot 0 R pid '*$' requests 0\nslot 1 W pid '*$' requests 1' ]] || fail "$reply"
	printf '\r\n' >&"$slow"
	socket=$slow
	hear
	[[ $status == 200 ]]
	stop_server

	serve -p 0 -t 300
	raw_answers 408 ''
	raw_answers 408 'GET / HT'
	dial
	while { printf 'X' >&"$socket"; } 2>/dev/null; do       # another byte, but never the last
		! read -t 0 -u "$socket" || break
		read -rt 0.02 -u "$idle" || :
	done
	hear
	[[ $status == 408 ]] || fail "$reply"
	eventually 5 has_children 0
	stop_server
	log_has 1 '"" 408 20$'
}

@test "server: web_server takes no harm from clients that go" {
	local i socket

	make_site
	head -c 20000000 /dev/zero >"$site/large"
	serve -p 0
	for i in {1..20}; do
		dial
		((i % 2)) || printf 'GET /large HTTP/1.0\r\n\r\n' >&"$socket"
		((i % 4)) || read -rn 1 -u "$socket" _
		exec {socket}>&-
	done
	eventually 5 has_children 0
	raw_answers 200 'GET / HTTP/1.0\r\n\r\n'
	stop_server
}

@test "server: web_server has no more children than it may, and the others wait" {
	local first second

	make_site
	serve -p 0 -c 1
	dial
	first=$socket
	eventually 5 has_children 1
	dial
	second=$socket
	printf 'GET / HTTP/1.0\r\n\r\n' >&"$second"
	! read -rt 0.2 -u "$second" || fail "$REPLY"
	has_children 1
	printf 'GET /status HTTP/1.0\r\n\r\n' >&"$first"
	socket=$first
	hear
	[[ $reply == *$'\nrequests 0\nchildren 1 of 1\nW\n'* ]]
	socket=$second
	hear
	[[ $status == 200 ]]
	stop_server
}

@test "server: web_server answers 1,000 connections at once, on a Unix socket and on a port" {
	local where queue

	read -r queue </proc/sys/net/core/somaxconn
	((queue >= 1000)) || skip "net.core.somaxconn is $queue here"
	make_site
	head -c 10000 /dev/urandom >"$site/file"
	for where in unix tcp; do
		run_of "$where"
		serve_on "$where"
		start flood ./tests/tools/http_flood "$at" "$site/file" 1000 1000 /file </dev/null
		finish flood 0
		[[ $(<"$D/flood.out") == $'1000 connected\n1000 right, 0 empty, 0 wrong' ]]
		eventually 5 has_children 0
		stop_server
		log_has 1000 '"GET /file HTTP/1.1" 200 10000$'
	done
}

@test "server: web_server stops under load: what it answers is whole, and no child is left" {
	local where right

	make_site
	head -c 100000 /dev/urandom >"$site/file"
	for where in unix tcp; do
		run_of "$where"
		serve_on "$where"
		start flood ./tests/tools/http_flood "$at" "$site/file" 100 1000000 /file </dev/null
		eventually 20 log_has_some
		stop_server
		! pgrep -P "$pid" || fail 'a child is left'
		finish flood 0
		read -r right _ < <(tail -n 1 "$D/flood.out")
		((right >= 100)) || fail "$(<"$D/flood.out")"
		log_has "$right" ' 200 100000$' || fail "right: $right, but in the log: $(wc -l <"$D/server.out")"
	done
}

log_has_some() {
	(($(wc -l <"$D/server.out") >= 200))
}

@test "server: web_server stops when those inside and in the queue are served" {
	local inside queue

	make_site
	serve -p 0 -c 1
	dial
	inside=$socket
	printf 'GET / HTTP' >&"$inside"
	eventually 5 has_children 1
	dial
	queue=$socket
	printf 'GET / HTTP/1.0\r\n\r\n' >&"$queue"
	tell TERM server
	! read -rt 0.2 -u "$queue" || fail "$REPLY"
	! ended server || fail 'the server does not wait'
	printf '/1.0\r\n\r\n' >&"$inside"
	for socket in "$inside" "$queue"; do
		hear
		[[ $status == 200 && $reply == *'Hello World!' ]] || fail "$reply"
	done
	finish_soon server 143
}

@test "server: web_server is ended by a second signal, or when its time is over" {
	local child

	make_site
	serve -p 0 -t 60000
	dial
	printf 'GET /' >&"$socket"
	eventually 5 has_children 1
	read -r child <"/proc/$pid/task/$pid/children" || :
	tell TERM server
	! read -rt 0.2 -u "$socket" || fail "$REPLY"
	! ended server || fail 'the server does not wait'
	tell TERM server
	finish_soon server 143
	exec {socket}>&-
	eventually 5 is_gone "$child"

	serve -p 0 -t 1000
	dial
	eventually 5 has_children 1
	read -r child <"/proc/$pid/task/$pid/children" || :
	kill -STOP "$child"
	tell TERM server
	finish server 142
	exec {socket}>&-
	eventually 5 is_gone "$child"
}

@test "server: web_server goes on when a child is killed, and no child outlives it" {
	local child

	make_site
	serve -p 0
	dial
	eventually 5 has_children 1
	read -r child <"/proc/$pid/task/$pid/children" || :
	kill -KILL "$child"
	eventually 5 said server "web_server: child $child was killed by signal 9"
	exec {socket}>&-
	raw_answers 200 'GET / HTTP/1.0\r\n\r\n'

	dial
	eventually 5 has_children 1
	read -r child <"/proc/$pid/task/$pid/children" || :
	tell KILL server
	finish server 137
	eventually 5 is_gone "$child"
	exec {socket}>&-
}

@test "server: web_server takes the place of a dead one, but not of one that lives" {
	need curl
	make_site
	serve
	start second ./server/web_server "$site" </dev/null
	finish second 1
	lines second 1
	[[ $text == "web_server: bind $at: another "*' has it' ]]
	answers 200 /
	tell KILL server
	finish server 137
	serve
	answers 200 /
	stop_server
}

@test "server: web_server says 503 when it cannot fork" {
	local somebody=(setpriv --reuid=54321 --regid=54321 --clear-groups)

	need setpriv
	need prlimit
	((EUID == 0)) || skip 'needs to be root, to be somebody else'
	make_site
	cp ./server/web_server "$T"
	chmod -R a+rX "$site"
	start server "${somebody[@]}" "$T/web_server" -p 0 "$site" </dev/null
	await_server
	raw_answers 200 'GET / HTTP/1.0\r\n\r\n'
	eventually 5 has_children 0
	"${somebody[@]}" prlimit --pid "$pid" --nproc=1:
	raw_answers 503 'GET / HTTP/1.0\r\n\r\n'
	[[ $reply == *$'\nRetry-After: 1'* ]]
	printf 'GET / HTTP/1.0\r\nX: %s\r\n\r\n' "$(x 30000)" >"$T/request"
	dial
	cat "$T/request" >&"$socket"    # in one piece; that some of it is not read must reset nothing
	hear
	[[ $status == 503 ]]
	said server 'web_server: fork: Resource temporarily unavailable'
	"${somebody[@]}" prlimit --pid "$pid" --nproc=100:
	raw_answers 200 'GET / HTTP/1.0\r\n\r\n'
	tell TERM server
	finish server 143
}

@test "server: web_server takes 500 broken requests" {
	local seed

	make_site
	mkdir "$site/sub"
	echo text >"$site/file.txt"
	serve -p 0
	for seed in 1 $((RANDOM + 2)); do
		start "fuzz$seed" ./tests/tools/http_fuzz "$at" "$seed" 250 </dev/null
	done
	for seed in 1 "$seed"; do
		finish "fuzz$seed" 0
	done
	eventually 5 has_children 0
	raw_answers 200 'GET / HTTP/1.0\r\n\r\n'
	stop_server
}

@test "server: web_server stands ab" {
	need ab
	make_site
	serve -p 0
	start ab ab -q -n 1000 -c 100 "$url/" </dev/null
	finish ab 0
	grep -q '^Complete requests: *1000$' "$D/ab.out"
	grep -q '^Failed requests: *0$' "$D/ab.out"
	! grep '^Non-2xx' "$D/ab.out" || fail 'not all are answered with 200'
	stop_server
}

@test "server: web_server stands wrk" {
	need wrk
	make_site
	serve -p 0
	start wrk wrk -t 2 -c 100 -d 1 "$url/" </dev/null
	finish wrk 0
	grep -qE '^ +[1-9][0-9]+ requests in' "$D/wrk.out"
	! grep 'Non-2xx' "$D/wrk.out" || fail 'not all are answered with 200'
	stop_server
}

@test "server: web_server refuses wrong usage" {
	local arguments socket

	make_site
	start server ./server/web_server -h </dev/null
	finish server 0
	[[ $(<"$D/server.out") == 'usage: web_server [-h] '* ]]
	for arguments in '' '. .' '-p 65536 .' '-p x .' '-c 0 .' '-c 257 .' '-t 0 .' '-p 0 -u a .' '-X .'; do
		# shellcheck disable=SC2086 # several words
		start server ./server/web_server $arguments </dev/null
		finish server 2
	done
	start server ./server/web_server "$site/index.html" </dev/null
	finish server 1
	lines server 1
	[[ $text == "web_server: open $site/index.html: Not a directory" ]]
	start server ./server/web_server -u "$T/$(x 120)" "$site" </dev/null
	finish server 1
	lines server 1
	[[ $text == *"x': empty, or too long for the name of a socket" ]]
	start server ./server/web_server -u '' "$site" </dev/null
	finish server 1
	lines server 1
	[[ $text == "web_server: bind '': empty, or too long for the name of a socket" ]]
	start server ./server/web_server -u "$site/index.html" "$site" </dev/null
	finish server 1
	lines server 1
	[[ $text == *'index.html: what is there is no socket' && -s $site/index.html ]]

	serve -p 0
	start second ./server/web_server -p "$at" "$site" </dev/null
	finish second 1
	lines second 1
	[[ $text == "web_server: bind 127.0.0.1:$at: Address "*"in use" ]]
	stop_server
}
