# shellcheck shell=bash
# tests/common.bash - what the tests share: how a program is started, waited for
# and looked at, and what must not be left when a test is over.
#
# A test runs in the root of the build tree ($LAB) and has a word of its own in
# $IPC_LAB. For several runs of a pair at a time, run_of NAME gives each its own
# word and its own directory ($D) of output.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LAB=${LAB:-$ROOT}
LIMIT=100   # seconds after which a program that a test started is killed
PATIENCE=2  # seconds in which a program has to notice that its partner is gone
EXCUSED=10  # seconds for which it may be kept from running, once in a test

setup() {
	# bats looks at each command before it is run. Without that all takes half the time,
	# but it knows no more where a test failed: so that is told here.
	local on_error

	trap - DEBUG    # where it failed: see the lines below
	set +T
	on_error=$(trap -p ERR)
	on_error=${on_error#"trap -- '"}
	# shellcheck disable=SC2064 # what it was now
	trap "tell_where; ${on_error%"' ERR"}" ERR
	told='' late=''
	process=$BASHPID
	cd "$LAB" || return
	T=$(mktemp -d "${TMPDIR:-/tmp}/lab-test.XXXXXX")
	chmod 711 "$T"
	WORD=${LAB_RUN:-t}$$
	feed='' pipe=''
	exec {idle}<> <(:)      # nothing ever comes from it: a clock for read -t
	declare -gA words=()    # by the names of the runs
	run_of ''
	use "${BATS_TEST_DESCRIPTION%%:*}"
}

teardown() {
	local left name

	eventually 5 no_process_left || : # what was killed just now may take a moment
	if [[ $left ]]; then
		printf 'left behind:\n%s\n' "$left"
		remove_left_behind
	fi
	if [[ ! ${BATS_TEST_COMPLETED:-} ]]; then
		for name in "$T"/*/*.err; do
			[[ ! -s $name ]] || tail -n 5 "$name" | sed "s|^|${name#"$T"/}: |"
		done
	fi
	rm -rf "$T"
	[[ ! $left ]]
}

# Prints the lines that led to where the test fails, once.
tell_where() {
	local i file

	[[ $told || $BASHPID != "$process" ]] || for ((i = 1; i < ${#FUNCNAME[@]}; i++)); do
		[[ ${FUNCNAME[i]} != bats_* ]] || break
		file=${BASH_SOURCE[i]}
		[[ $file == */tests/* ]] || file=$BATS_TEST_FILENAME    # bats runs a copy
		printf '%s:%s: %s\n' "${file##*/}" "${BASH_LINENO[i - 1]}" \
			"$(sed -n "${BASH_LINENO[i - 1]}s/^[[:blank:]]*//p" "$file")"
	done
	told=yes
}

# fail TEXT...: the test fails, and says why
fail() {
	printf '%s\n' "$@"
	return 1
}

# ---- waiting ----------------------------------------------------------------

# eventually SECONDS COMMAND...: until COMMAND is true; false if it was not in time. Counted in looks,
# 200 a second: on a loaded machine, where programs wait for their turn, the looks do so as well.
eventually() {
	local looks=$(($1 * 200))

	shift
	until "$@"; do
		((looks-- > 0)) || return 1
		read -rt 0.005 -u "$idle" || :
	done
}

# contents FILE: sets $text to what FILE holds; without a process, as it is polled
contents() {
	text=
	[[ ! -e $1 ]] || { IFS= read -rd '' text <"$1" || :; } 2>/dev/null
}

# said NAME PATTERN: has the program NAME said a line on stderr that PATTERN (a glob) is in?
said() {
	contents "$D/$1.err"
	[[ $text == *$2*$'\n'* ]]
}

# wrote NAME: has the program NAME written anything on stdout?
wrote() {
	[[ -s $D/$1.out ]]
}

# ---- programs ---------------------------------------------------------------

# run_of NAME: what follows is that run's, with its word and its directory. Each has a number, as
# $IPC_LAB has 32 bytes at most, and most of them may be process IDs.
run_of() {
	local name=${1:-main}

	words[$name]=${words[$name]:-$WORD${1:+.${#words[@]}}}
	export IPC_LAB=${words[$name]}
	D=$T/$name
	mkdir -p "$D"
}

# start NAME COMMAND...: runs COMMAND in the background, with this stdin and a time
# limit, and with the signals as at a terminal (a shell's '&' ignores SIGINT).
# Writes $D/NAME.out (or $output), NAME.err, NAME.pid and, in the end, NAME.status.
start() {
	local name=$1

	shift
	rm -f "$D/$name".{out,err,pid,status}
	(
		trap - DEBUG ERR
		set +eET
		[[ ! $feed ]] || exec {feed}>&-
		# shellcheck disable=SC2016 # it is for sh to expand
		timeout -k 1 "$LIMIT" sh -c 'echo $$ >"$0.pid"
			exec env --default-signal=INT,QUIT,HUP,TERM,PIPE "$@"' "$D/$name" "$@" \
			>"${output:-$D/$name.out}" 2>"$D/$name.err"
		echo $? >"$D/$name.status"
	) <&0 3>&- 2>/dev/null &
}

# Sets $pid to the process of the program NAME, once it is there.
pid_of() {
	eventually 5 test -s "$D/$1.pid" || fail "$1 does not start"
	read -r pid <"$D/$1.pid"
}

# Is PID still a process of the program FILE?
is_running() {
	[[ /proc/$1/exe -ef $2 ]]
}

# is_gone PID: it runs no program any more, though it may be a zombie that process 1 has yet to reap
is_gone() {
	local stat

	{ read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
	[[ $stat == *') '[ZX]' '* ]]
}

# is_stopped PID: a signal that stops it was sent, and by now it does no more
is_stopped() {
	[[ $(<"/proc/$1/stat") == *') T '* ]]
}

# Prints the number of a processor that we may run on.
first_processor() {
	local cpus

	cpus=$(sed -n 's/^Cpus_allowed_list:[[:blank:]]*//p' /proc/self/status)
	echo "${cpus%%[-,]*}"
}

# ended NAME: has it ended? Then $status is its exit status.
ended() {
	[[ -s $D/$1.status ]] && read -r status <"$D/$1.status"
}

# finish NAME STATUS: NAME ends by itself and with STATUS
finish() {
	eventually $((LIMIT + 2)) ended "$1" || fail "$1 does not end"
	# shellcheck disable=SC2053 # STATUS may be a pattern
	[[ $status == $2 ]] || fail "$1: status $status, should be $2:" "$(tail -n 5 "$D/$1.err")"
}

# soon SECONDS NAME: NAME ends in that time. With all processors busy, the scheduler has been seen to
# let a runnable process wait for more than a second while others ran, such as a test that counts its
# looks. So once in a test that is excused; a program that is slow is slow each time.
soon() {
	eventually "$1" ended "$2" && return
	[[ ! $late ]] || fail "$2 has not ended after $1 s, and is not the first to be late"
	late=yes
	eventually "$EXCUSED" ended "$2" || fail "$2 has not ended after $(($1 + EXCUSED)) s"
}

# again_if_late COMMAND: tries all of it again if a program has been excused, and excuses none
again_if_late() {
	[[ $late == yes ]] || return 0
	late='no more'
	"$1"
}

# finish_soon NAME STATUS: the same, as soon as one notices that one's partner is gone
finish_soon() {
	soon "$PATIENCE" "$1"
	# shellcheck disable=SC2053 # STATUS may be a pattern
	[[ $status == $2 ]] || fail "$1: status $status, should be $2:" "$(tail -n 5 "$D/$1.err")"
}

# tell SIGNAL NAME: sends it to the program itself
tell() {
	local pid

	pid_of "$2"
	kill "-$1" "$pid"
}

# lines NAME [N]: NAME said N lines on stderr, beside that it was waiting; $text is what it said
lines() {
	text=$(grep -v ': waiting for a ' "$D/$1.err" || :)
	[[ $(grep -c . <<<"$text") == "${2:-0}" ]] ||
		fail "$1 should have said ${2:-0} lines, but said:" "$text"
}

# ---- programs by themselves --------------------------------------------------

# need COMMAND: the test is skipped where there is none
need() {
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

# runs STATUS COMMAND...: it ends with STATUS; sets $out and $err to what it printed
runs() {
	local expected=$1 result=0

	shift
	timeout -k 1 "$LIMIT" "$@" >"$T/out" 2>"$T/err" </dev/null 3>&- || result=$?
	out=$(<"$T/out") err=$(<"$T/err")
	[[ $result == "$expected" ]] || fail "$*: status $result, should be $expected:" "$out" "$err"
}

# succeeds NAME COMMAND...: it ends with status 0 and no complaint
succeeds() {
	start "$@" </dev/null
	finish "$1" 0
	lines "$1" 0
}

# run_to_end STATUS COMMAND...: it ends with STATUS, and leaves nothing
run_to_end() {
	local wanted=$1 name=${2##*/}

	shift
	start "$name" "$@" </dev/null
	finish "$name" "$wanted"
	nothing_there
}

# run_it STATUS NAME ARGUMENT...: the program NAME of the directory that the test is about ends with
# STATUS; sets $out and $text to what it printed and said
run_it() {
	local name=$2

	start "$name" "./$pair/$name" "${@:3}" </dev/null
	finish "$name" "$1"
	# shellcheck disable=SC2034 # for those that load this
	out=$(<"$D/$name.out")
	text=$(<"$D/$name.err")
}

# usage_of NAME [LINE]: -h explains it, in the first line with LINE; what it does not know is refused
usage_of() {
	local line="usage: ${2:-$1 [-h]}"

	run_it 0 "$1" -h
	[[ $out == "$line"* && ! $text ]] || fail "$1 -h:" "$out$text"
	run_it 2 "$1" -x
	[[ $text == "$1: unknown option -x"$'\n'"$line"* ]] || fail "$1 -x:" "$text"
}

# mistaken NAME TEXT ARGUMENT...: it is not used so
mistaken() {
	run_it 2 "$1" "${@:3}"
	[[ $text == "$1: $2"$'\n'"usage: $1 "* ]] || fail "$1 says:" "$text"
}

# child_of PID FILE: prints the child of PID that runs FILE
child_of() {
	local child

	for child in $(<"/proc/$1/task/$1/children"); do
		! is_running "$child" "$2" || echo "$child"
	done
}

has_child() {
	[[ $(child_of "$@") ]]
}

# gone NAME...: there is no such queue (programs remove the name at once, so nobody says it)
gone() {
	local name

	for name; do
		! "$LAB/tests/tools/mq_exists" "/ipc-lab.$EUID.$IPC_LAB.$name" ||
			fail "the queue $name is left behind"
	done
}

# ---- pairs ------------------------------------------------------------------

# use PAIR: "fifo" is fifo/producer and consumer, "sysv/msg" is sysv/msg_producer and ..._consumer
use() {
	pair=$1
	producer=./$1/producer consumer=./$1/consumer
	[[ $1 != */* ]] || producer=./$1_producer consumer=./$1_consumer
	# shellcheck disable=SC2034 # for those that load this
	producer_name=${producer##*/} consumer_name=${consumer##*/}
}

# The pairs in the tree. Those called hello are first programs, not held to the contract.
all_pairs() {
	local file name

	for file in "$ROOT"/*/*consumer.c; do
		name=${file#"$ROOT"/}
		name=${name%consumer.c}
		[[ ! -e $ROOT/${name}producer.c || $name == */hello_* ]] || echo "${name%[/_]}"
	done
}

# shellcheck disable=SC2120 # few have options
# Starts the consumer, with OPTIONS, and waits until it waits. Sets $channel to its name.
start_consumer() {
	if [[ $pair == pipe ]]; then
		# The shell's '|' is what brings the two together. This is its pipe.
		rm -f "$D"/consumer.*
		exec {pipe}> >(start consumer "$consumer" "$@")
		pid_of consumer
		eventually 5 is_running "$pid" "$consumer" || fail "the consumer does not start"
		channel=
		return
	fi
	start consumer "$consumer" "$@" </dev/null
	eventually 5 said consumer ": waiting for a producer on " ||
		fail "the consumer does not say that it waits:" "$text"
	[[ $text == "$consumer_name: waiting for a producer on /"* ]] ||
		fail "unlike the others:" "$text"
	channel=${text##* on /}
	channel=/${channel%%[$'\n' ]*}
	note_sysv_objects
}

# Starts the producer with ARGUMENTS, and with this stdin.
start_producer() {
	local output=${output:-}

	[[ $pair != pipe ]] || output=/dev/fd/$pipe
	start producer "$producer" "$@"
	if [[ $pair == pipe ]]; then
		pid_of producer
		exec {pipe}>&-
		pipe=
	fi
}

# Starts the producer so that it waits for what the test writes to $feed, and has sent one message.
start_idle_producer() {
	rm -f "$D/feed"
	mkfifo "$D/feed"
	exec {feed}<>"$D/feed"
	start_producer <"$D/feed"
	echo first >&"$feed"
	eventually 5 wrote consumer || fail "the first message does not arrive"
	pid_of producer
}

# End-of-file for the producer: no more will come.
end_feed() {
	exec {feed}>&-
	feed=
}

# Starts the producer so that it sends numbers without end, and waits until they flow.
start_busy_producer() {
	start_producer < <(exec seq 1000000000 3>&- 2>/dev/null)
	eventually 5 wrote consumer || fail "the first message does not arrive"
	pid_of producer
}

# What arrived is 1, 2, 3 ..., up to wherever it ended.
arrived_in_order() {
	local count

	count=$(wc -l <"$D/consumer.out")
	seq "$count" | cmp - "$D/consumer.out"
}

# Both sides once, with ARGUMENTS and this stdin; both end with status 0.
meet() {
	# shellcheck disable=SC2119 # the arguments are the producer's
	start_consumer
	start_producer "$@"
	finish producer 0
	finish consumer 0
}

# ---- objects ----------------------------------------------------------------

# Notes the SysV objects behind the key in $text, what a consumer said: later their key may be
# another's, as a key is made from a file, and the next file may be in the same place of the disk.
note_sysv_objects() {
	local kind key

	[[ $text =~ "(SysV key "(0x[0-9a-f]+)")" ]] || return 0
	key=$((BASH_REMATCH[1]))
	for kind in msg sem shm; do
		awk -v kind=$kind -v key="$key" 'FNR > 1 && $1 == key { print kind, $2 }' \
			/proc/sysvipc/$kind
	done >>"$D/sysv"
}

# sysv_objects DIRECTORY: prints "MODE msg|sem|shm ID" of those noted there that still exist
sysv_objects() {
	local kind id

	[[ ! -e $1/sysv ]] || while read -r kind id; do
		awk -v kind="$kind" -v id="$id" 'FNR > 1 && $2 == id { print $3, kind, id }' \
			"/proc/sysvipc/$kind"
	done <"$1/sysv"
}

# queues DIRECTORY: prints "MODE NAME" of each POSIX queue that a program mentioned there
queues() {
	local file names=()

	for file in "$1"/*.err; do
		contents "$file"
		while [[ $text =~ " on "(/ipc-lab[^ :$'\n']+)(.*) ]]; do
			names+=("${BASH_REMATCH[1]}")
			text=${BASH_REMATCH[2]}
		done
	done
	((${#names[@]} == 0)) || "$LAB/tests/tools/mq_exists" "${names[@]}" || :
}

# shellcheck disable=SC2120 # rarely another user's
# objects [UID]: prints "MODE NAME" of everything that this run has in the system
objects() {
	local name uid=${1:-$EUID}

	for name in /tmp/ipc-lab."$uid.$IPC_LAB"{,/*} /dev/shm/{,sem.}ipc-lab."$uid.$IPC_LAB".*; do
		[[ ! -e $name ]] || stat -c '%a %n' "$name"
	done
	queues "$D" | sed -n "/ipc-lab\.$uid\./p"
	sysv_objects "$D"
}

# Nothing of this run is in the system.
nothing_there() {
	local left

	# shellcheck disable=SC2119
	left=$(objects)
	[[ ! $left ]] || fail "left behind:" "$left"
}

# Prints what carries a word of this test: processes, files, queues, SysV objects.
left_behind() {
	local file pid exe directory

	# As the word is in this shell's environment as well, only the lab's programs count.
	# shellcheck disable=SC2013 # there is no blank in these names
	for file in $(grep -lzsx -- "IPC_LAB=$WORD\(\..*\)\?" /proc/[0-9]*/environ); do
		pid=${file//[!0-9]/}
		exe=$(readlink "/proc/$pid/exe") || continue
		case $exe in
		"$LAB"/tests/tools/*) ;;
		"$LAB"/* | "$T"/*) echo "process $pid: $(tr '\0' ' ' <"/proc/$pid/cmdline")" ;;
		esac
	done
	for file in /tmp/ipc-lab.*."$WORD"{,.*} /dev/shm/*ipc-lab.*."$WORD".*; do
		[[ ! -e $file ]] || echo "file $file"
	done
	for directory in "$T"/*/; do
		queues "$directory" | sed 's/^[0-7]* /queue /'
		sysv_objects "$directory" | sed 's/^[0-7]* //'
	done
}

# Sets $left to what is left behind, and is true if no process is.
no_process_left() {
	left=$(left_behind)
	[[ $left != *process* ]]
}

# So that one failure does not make others.
remove_left_behind() {
	local kind name

	left_behind | while read -r kind name _; do
		case $kind in
		process) kill -KILL "${name%:}" ;;
		file) rm -rf "$name" ;;
		queue) "$LAB/tests/tools/mq_exists" -u "$name" ;;
		msg) ipcrm -q "$name" ;;
		sem) ipcrm -s "$name" ;;
		shm) ipcrm -m "$name" ;;
		esac
	done >/dev/null 2>&1
}
