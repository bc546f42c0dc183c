#!/usr/bin/env bats
# tests/server.bats - daemons

load common

# start_daemon STATUS OPTION...: starts ./server/daemonize with them, from a place of its own;
# the process that was started ends with STATUS. Sets $daemon to the daemon's process.
start_daemon() {
	# shellcheck disable=SC2016 # it is for bash to expand
	start daemonize bash -c 'cd "$1" && umask 027 && shift && exec "$@" 7</dev/zero' - \
		"$T" "$LAB/server/daemonize" "${@:2}" </dev/null
	finish daemonize "$1"
	[[ $1 == 0 ]] || return 0
	[[ $(<"$D/daemonize.out") =~ ^'daemonize: process '([0-9]+)' is ready'$ ]]
	daemon=${BASH_REMATCH[1]}
}

pid_file() {
	echo "/tmp/ipc-lab.$EUID.$IPC_LAB/daemonize.pid"
}

read_pid_file() {
	read -r daemon <"$(pid_file)"
}

# kill_daemon SIGNAL: and it is gone
kill_daemon() {
	kill "-$1" "$daemon"
	eventually 5 is_gone "$daemon" || fail 'the daemon lives on'
}

# stat_of PID: sets $state, $parent, $session and $terminal from what proc(5) says
stat_of() {
	local line

	{ read -r line <"/proc/$1/stat"; } 2>/dev/null || return
	read -r state parent _ session terminal _ <<<"${line##*) }"
}

# Is the process $1 process 1, or one above us (a subreaper, PR_SET_CHILD_SUBREAPER in prctl(2))?
may_adopt() {
	local parent=$$

	until ((parent <= 1)); do
		[[ $parent != "$1" ]] || return 0
		stat_of "$parent" || return
	done
	[[ $1 == 1 || $1 == 0 ]]
}

# logged N: the log of the daemon has N lines
logged() {
	(($(wc -l <"$T/log") == $1))
}

@test "server: daemonize has parent 1, a session of its own, no terminal, and nothing of its starter's" {
	start_daemon 0
	stat_of "$daemon"
	its_session=$session
	[[ $session != "$daemon" && $terminal == 0 ]]
	may_adopt "$parent" || fail "its parent is $parent"
	stat_of $$
	[[ $session != "$its_session" ]]
	[[ $(readlink "/proc/$daemon/cwd") == / ]]
	grep -qx 'Umask:.0077' "/proc/$daemon/status"
	for fd in 0 1 2; do
		[[ $(readlink "/proc/$daemon/fd/$fd") == /dev/null ]]
	done
	[[ ! -e /proc/$daemon/fd/7 ]]   # the starter had one
	[[ $(stat -c '%a' "$(pid_file)") == 600 && $(<"$(pid_file)") == "$daemon" ]]
	kill_daemon TERM
	nothing_there
}

@test "server: daemonize outlives the terminal that it was started on" {
	command -v script >/dev/null || skip 'script(1) is not there'
	start terminal script -qec 'tty; ./server/daemonize; true' /dev/null \
		</dev/null
	finish terminal 0
	[[ $(<"$D/terminal.out") == /dev/*'daemonize: process '*' is ready'* ]]
	read_pid_file
	stat_of "$daemon"
	[[ $state == [SR] && $terminal == 0 ]]
	kill_daemon TERM
	nothing_there
}

@test "server: daemonize reads its configuration at the start and by SIGHUP, and says so" {
	echo one >"$T/conf"
	start_daemon 0 -l log -c conf           # relative to where it was started
	echo two >"$T/conf"
	kill -HUP "$daemon"
	eventually 5 logged 2
	rm "$T/conf"
	kill -STOP "$daemon"
	kill -CONT "$daemon"
	kill -HUP "$daemon"
	eventually 5 logged 3
	kill_daemon TERM
	[[ $(<"$T/log") == "daemonize[$daemon]: begins, with the setting one
daemonize[$daemon]: reads anew, and has the setting two
daemonize[$daemon]: cannot read, and keeps the setting two
daemonize[$daemon]: ends: Terminated" ]]
	nothing_there
	start_daemon 0 -l "$T/log" -s 1
	eventually 5 is_gone "$daemon"
	[[ $(<"$T/log") == *"daemonize[$daemon]: ends: no signal for a while" ]]
	nothing_there
}

@test "server: daemonize is refused while one runs, and not after that was killed" {
	start_daemon 0
	start_daemon 1
	lines daemonize 1
	[[ $text == "daemonize: process $daemon is running already" ]]
	[[ $(<"$(pid_file)") == "$daemon" ]]
	kill_daemon KILL
	[[ $(<"$(pid_file)") == "$daemon" ]]    # the file says nothing
	killed=$daemon
	start_daemon 0
	[[ $daemon != "$killed" && $(<"$(pid_file)") == "$daemon" ]]
	kill_daemon TERM
	nothing_there
}

@test "server: daemonize runs though nobody hears it, or waits for it" {
	output=/dev/full start daemonize ./server/daemonize </dev/null
	finish daemonize 0      # that is whether the daemon runs
	lines daemonize 1
	[[ $text == 'daemonize: write standard output: No space left on device' ]]
	read_pid_file
	kill_daemon TERM
	nothing_there

	mkfifo "$T/conf"
	start daemonize ./server/daemonize -c "$T/conf" -l "$T/log" </dev/null
	pid_of daemonize
	eventually 5 has_a_child "$pid" || fail 'it does not fork'
	kill -KILL "$pid"
	finish daemonize 137
	exec {conf}<>"$T/conf"
	echo setting >&"$conf"
	eventually 5 logged 2
	exec {conf}>&-
	read_pid_file
	kill_daemon TERM
	[[ $(<"$T/log") == *'was started by somebody who has gone'*'ends: Terminated' ]]
	nothing_there
}

has_a_child() {
	local child

	read -r child _ <"/proc/$1/task/$1/children"
	[[ $child ]]
}

@test "server: daemonize that cannot start says why, with status 1" {
	: >"$T/empty"
	for wrong in "-c $T/nothing" "-c $T/empty" "-l $T/no/log"; do
		# shellcheck disable=SC2086 # two words
		start_daemon 1 $wrong
		lines daemonize 1
		[[ $text == "daemonize: "*"${wrong#* }: "* ]] # in a word or two
		nothing_there
	done
	(umask 077 && mkdir -p "$(pid_file)")
	start_daemon 1
	[[ $(<"$D/daemonize.err") == *"open $(pid_file): Is a directory" ]]
	rm -r "$(dirname "$(pid_file)")"
	usage_of daemonize
	run_it 2 daemonize -s 0
	nothing_there
}

@test "server: daemon is in a session of its own, and has its starter's umask and descriptors" {
	start daemon bash -c 'umask 027 && exec "$@" 7</dev/zero' - ./server/daemon -s 60 </dev/null
	finish daemon 0
	eventually 5 grep -q '^after: ' "$D/daemon.out"
	[[ $(<"$D/daemon.out") =~ 'after: process '([0-9]+)' in session '([0-9]+)', directory /, standard output /dev/null'$ ]]
	daemon=${BASH_REMATCH[1]}
	eventually 5 adopted "$daemon" || fail "its parent is $parent"
	stat_of "$daemon"
	[[ $session == "${BASH_REMATCH[2]}" && $terminal == 0 ]]
	grep -qx 'Umask:.0027' "/proc/$daemon/status"
	[[ $(readlink "/proc/$daemon/fd/7") == /dev/zero ]]
	kill_daemon TERM
	usage_of daemon
}

adopted() {
	stat_of "$1" && may_adopt "$parent"
}
