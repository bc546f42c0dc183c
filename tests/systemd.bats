#!/usr/bin/env bats
# tests/systemd.bats - server/systemd: under systemd-socket-activate, and under a real
# systemd, which is booted for it in a container of the machine's own /usr

load common

built() {
	[[ -x ./server/systemd/activated ]] || skip 'not built: this compiler finds no libsystemd'
}

# An init of one's own is ended by SIGKILL alone, and all that it started with it.
init=
eval "common_$(declare -f teardown)"
teardown() {
	if [[ $init ]]; then
		kill -KILL "$init" 2>/dev/null || :
		eventually 10 ended nspawn || :
	fi
	common_teardown
}

# ---- systemd-socket-activate -----------------------------------------------------------

# activate OPTION... PROGRAM...: listens where echo_client looks; sets $socket
activate() {
	need systemd-socket-activate
	socket=/tmp/ipc-lab.$EUID.$IPC_LAB/echo
	mkdir -m 700 "${socket%/*}"
	start activate systemd-socket-activate -l "$socket" "$@" </dev/null
	eventually 5 said activate 'Listening on' || fail 'it does not listen'
}

# answers WORD: echo_client gets it in capitals
answers() {
	start client ./unix_socket/echo_client "$1" </dev/null
	finish client 0
	[[ $(<"$D/client.out") == "${1^^}" ]]
}

@test "server/systemd: activated serves one client after the other, and ends when idle" {
	built
	activate ./server/systemd/activated -i 3
	answers hello
	start client ./unix_socket/echo_client two lines </dev/null     # at once
	finish client 0
	[[ $(<"$D/client.out") == $'TWO\nLINES' ]]
	printf 'a\0b' | start client ./unix_socket/echo_client
	finish client 0
	printf 'A\0B' | cmp - "$D/client.out"
	finish activate 0
	[[ $(<"$D/activate.out") == $'lines of a client: 1\nlines of a client: 2\nlines of a client: 1' ]]
	said activate 'activated: no client for 3 s: it ends, the socket stays'
	rm -r "${socket%/*}"
}

@test "server/systemd: activated outlives clients that go, and waits only so long for one" {
	built
	activate ./server/systemd/activated -i 3
	start silent ./unix_socket/echo_client <&"$idle"
	start rude sh -c 'yes | ./unix_socket/echo_client | head -n 1' </dev/null
	finish rude 0
	answers hello
	finish silent 1         # the server has not waited for its end
	finish activate 0
	rm -r "${socket%/*}"
}

@test "server/systemd: activated without a socket that listens says so" {
	built
	start activated ./server/systemd/activated </dev/null
	finish activated 1
	lines activated 1
	[[ $text == 'activated: no listening socket: systemd starts this, see its README.md' ]]
	# shellcheck disable=SC2016 # it is for sh to expand
	start activated sh -c 'LISTEN_FDS=1 LISTEN_PID=$$ exec ./server/systemd/activated 3</dev/null' </dev/null
	finish activated 1
	lines activated 1
	for arguments in '-i 0' '-i x' '-X' operand; do
		# shellcheck disable=SC2086 # two words
		start activated ./server/systemd/activated $arguments </dev/null
		finish activated 2
	done
}

@test "server/systemd: each is a filter, and with --accept --inetd a server" {
	built
	printf 'hello\n\0b' | start each ./server/systemd/each
	finish each 0
	printf 'HELLO\n\0B' | cmp - "$D/each.out"
	[[ $(<"$D/each.err") == 'each: serves its standard input, which is no Unix socket' ]]
	start each ./server/systemd/each <.
	finish each 1
	activate --accept --inetd ./server/systemd/each
	start silent ./unix_socket/echo_client <&"$idle"
	answers hello
	said activate "serves process $(<"$D/client.pid") of user $EUID"
	tell TERM silent
	tell TERM activate
	finish activate 143
	rm -r "${socket%/*}"
}

# ---- the units ---------------------------------------------------------------------------

# units DIRECTORY LAB: puts them there, as the lab sheet says
units() {
	local unit

	mkdir -p "$1"
	for unit in "$ROOT"/server/systemd/ipc-lab*; do
		sed "s|@LAB@|$2|" "$unit" >"$1/${unit##*/}"
	done
}

@test "server/systemd: systemd-analyze finds nothing wrong with the units" {
	built
	need systemd-analyze
	cp -r "$LAB/server/systemd" "$T/in this directory"
	mkdir -p "$T/lab with a blank/server"
	mv "$T/in this directory" "$T/lab with a blank/server/systemd"
	units "$T/units" "$T/lab with a blank"
	start verify systemd-analyze verify "$T"/units/ipc-lab{,-each}.socket \
		"$T/units/ipc-lab.service" "$T/units/ipc-lab-each@.service" </dev/null
	finish verify 0
	! grep ipc-lab "$D/verify.err" || fail 'it has something to say'
}

# ---- a real systemd ------------------------------------------------------------------------

# boot: systemd as process 1 of a container; sets $init, its PID out here
boot() {
	((EUID == 0)) || skip 'only root boots a container'
	need systemd-nspawn
	need nsenter
	need setpriv
	[[ -x /usr/lib/systemd/systemd ]] || skip 'systemd is not installed'

	mkdir -p "$T"/lab/{unix_socket,server/systemd}
	cp "$ROOT"/server/systemd/ipc-lab* "$LAB"/server/systemd/{activated,each} \
		"$T/lab/server/systemd"
	cp "$LAB/unix_socket/echo_client" "$T/lab/unix_socket"
	start nspawn systemd-nspawn --volatile=yes --directory=/ --boot --register=no --keep-unit \
		--private-network --bind-ro="$T/lab:/lab" \
		systemd.mask=systemd-firstboot.service systemd.unit=basic.target </dev/null
	eventually 30 has_init_or_ended || fail 'systemd-nspawn does not start'
	[[ $init ]] || skip "systemd-nspawn cannot do it here: $(tail -n 1 "$D/nspawn.err")"
	eventually 60 is_booted || fail 'systemd does not boot:' "$(tail -n 20 "$D/nspawn.out")"
}

# nspawn's child becomes systemd
has_init_or_ended() {
	local child

	! ended nspawn || return 0
	pid_of nspawn
	read -r child _ < <(cat "/proc/$pid/task/$pid/children" 2>/dev/null && echo) || :
	[[ $child && $(cat "/proc/$child/comm" 2>/dev/null) == systemd ]] && init=$child
}

is_booted() {
	[[ $(inside systemctl is-system-running 2>/dev/null) == @(running|degraded) ]]
}

# inside COMMAND...: runs it in the container, as root
inside() {
	timeout -k 1 30 nsenter -t "$init" -a env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		"$@" </dev/null 3>&-
}

# state UNIT STATE: is it in that?
state() {
	[[ $(inside systemctl is-active "$1") == "$2" ]]
}

# property NAME: prints that of ipc-lab.service
property() {
	inside systemctl show --value -p "$1" ipc-lab.service
}

# restarts COUNT: ipc-lab.service has been started again COUNT times, and runs
restarts() {
	[[ $(property NRestarts) == "$1" ]] && state ipc-lab.service active
}

# instances COUNT: ipc-lab-each@.service has COUNT instances
instances() {
	[[ $(inside systemctl list-units --plain --no-legend 'ipc-lab-each@*' | wc -l) == "$1" ]]
}

# noted COUNT TEXT [OPTION...]: COUNT lines of the journal match TEXT; of activated, or as OPTIONs say
noted() {
	local count=$1 text=$2

	shift 2
	(($# > 0)) || set -- -u ipc-lab.service
	[[ $(inside journalctl -o cat "$@" | grep -cxE "$text") == "$count" ]]
}

# says_hello: a client of the container is answered
says_hello() {
	[[ $(inside /lab/unix_socket/echo_client hello) == HELLO ]] || fail 'no answer'
}

# Does as the lab sheet says: all its blocks for the shell, as a user who is logged in.
as_in_the_lab_sheet() {
	awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside' \
		"$ROOT/server/systemd/README.md" >"$T/lab/sheet.sh"
	[[ $(wc -l <"$T/lab/sheet.sh") -ge 20 ]]
	# The container has no users of its own, and its journal is in memory, which is root's.
	# shellcheck disable=SC2016
	inside sh -e -c '
		echo student:x:1000:1000::/home/student:/bin/bash >>/etc/passwd
		echo student:x:1000: >>/etc/group
		install -d -o 1000 -g 1000 /home/student
		mkdir -p /var/log/journal /run/systemd/system/user@.service.d
		journalctl --flush
		echo "[Service]
			PAMName=
			Environment=XDG_RUNTIME_DIR=/run/user/%i" >/run/systemd/system/user@.service.d/no-pam.conf
		systemctl daemon-reload
		systemctl start user@1000.service'
	inside setpriv --reuid=1000 --regid=1000 --clear-groups \
		env HOME=/home/student USER=student XDG_RUNTIME_DIR=/run/user/1000 \
		sh -e -c 'cd /lab && . ./sheet.sh' >"$T/sheet.out" 2>&1 || fail "$(<"$T/sheet.out")"
	for text in 'Active: active (listening)' 'Active: inactive (dead)' 'Active: active (running)' \
		'Status: "waiting for clients"' \
		'/tmp/ipc-lab.1000/echo ipc-lab.socket ipc-lab.service' 'Created symlink ' enabled Removed; do
		grep -qF -- "$text" "$T/sheet.out" || fail "'$text' is not in:" "$(<"$T/sheet.out")"
	done
	[[ $(grep -c '^HELLO$' "$T/sheet.out") == 2 ]]
	# (the journal may have them a moment later than the sheet looks)
	eventually 20 noted 1 'lines of a client: 1' _SYSTEMD_USER_UNIT=ipc-lab.service ||
		fail 'the journal has nothing of activated'
	eventually 20 noted 1 'each: serves process [0-9]+ of user 1000' -t each ||
		fail 'the journal has nothing of each'
	inside sh -c 'test -d /tmp/ipc-lab.1000 && test ! -e /tmp/ipc-lab.1000/echo'
}

@test "server/systemd: a real systemd starts activated on demand, and each for each client" {
	local first second clients

	built
	boot
	# shellcheck disable=SC2016 # it is for the shell there to expand
	inside sh -e -c '
		cd /lab
		for unit in server/systemd/ipc-lab*; do
			sed "s|@LAB@|/lab|" "$unit" >"/etc/systemd/system/${unit##*/}"
		done
		mkdir /etc/systemd/system/ipc-lab.service.d
		echo "[Service]
			Environment=IDLE=3" >/etc/systemd/system/ipc-lab.service.d/idle.conf
		systemctl daemon-reload
		systemctl start ipc-lab.socket'
	state ipc-lab.socket active
	state ipc-lab.service inactive                  # before the first client
	says_hello
	first=$(property MainPID)
	state ipc-lab.service active
	[[ $(inside sh -c "grep ^PPid: /proc/$first/status") == $'PPid:\t1' ]]

	eventually 20 state ipc-lab.service inactive    # idle
	[[ $(property Result) == success && $(property NRestarts) == 0 ]]
	state ipc-lab.socket active
	says_hello                                      # and anew
	second=$(property MainPID)
	[[ $second != "$first" && $second != 0 ]]
	eventually 20 noted 2 'lines of a client: 1' || fail 'the journal has not both'

	inside systemctl kill -s KILL ipc-lab.service   # a failure
	eventually 20 restarts 1 || fail "$(inside systemctl status ipc-lab.service)"
	[[ $(property MainPID) != "$second" ]]
	says_hello
	eventually 20 noted 3 'lines of a client: 1' || fail 'the journal has not all three'
	noted 1 'activated: no client for 3 s: it ends, the socket stays'

	inside systemctl stop ipc-lab.socket ipc-lab.service
	inside test ! -e /tmp/ipc-lab.0/echo
	inside systemctl start ipc-lab-each.socket
	instances 0
	for clients in 1 2; do
		start "client$clients" timeout 30 nsenter -t "$init" -a env -u IPC_LAB \
			/lab/unix_socket/echo_client <&"$idle"
		eventually 10 instances "$clients"
	done
	says_hello
	tell TERM client1
	tell TERM client2
	eventually 10 instances 0
	eventually 20 noted 3 'each: serves process [0-9]+ of user 0' -t each ||
		fail 'the journal has not all'
	inside systemctl stop ipc-lab-each.socket

	as_in_the_lab_sheet
}
