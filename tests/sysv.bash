# shellcheck shell=bash
# tests/sysv.bash - what the tests of sysv/ and of its library share

# place_of PROGRAM: prints its path. Those that show the bare calls are beside the library.
place_of() {
	if [[ -x ./sysv/libsysvipc/$1 ]]; then echo "./sysv/libsysvipc/$1"; else echo "./sysv/$1"; fi
}

# run_program STATUS PROGRAM [ARGUMENT...]: runs it; sets $out and $err
run_program() {
	local expected=$1 program=$2

	shift 2
	start "$program" "$(place_of "$program")" "$@" </dev/null
	finish "$program" "$expected"
	# shellcheck disable=SC2034 # for those that load this
	out=$(<"$D/$program.out") err=$(<"$D/$program.err")
}

# begin PROGRAM [ARGUMENT...]: starts it, and waits until it has told its key
begin() {
	local program=$1

	shift
	start "$program" "$(place_of "$program")" "$@" </dev/null
	eventually 5 said "$program" 'SysV key 0x' || fail "$program does not start:" "$text"
	note_sysv_objects
	text=${text/0x6d/0x6e}
	note_sysv_objects       # msg_regex has two queues, the second by the letter n
}

# pause NAME: stops it for now
pause() {
	tell STOP "$1"
	pid_of "$1"
	eventually 5 is_stopped "$pid" || fail "$1 is not stopped"
}
