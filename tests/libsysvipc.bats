#!/usr/bin/env bats
# tests/libsysvipc.bats - libsysvipc as it is installed: where, and that programs build on nothing else
#
# It is built and installed once for all tests of this file, into a directory of its own.

load common
load sysv

# sdk_make ARGUMENT...: make in the root, without what this run of the tests was called with
sdk_make() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES -u O -u SANITIZE -u CFLAGS \
		-u CPPFLAGS -u LDFLAGS -u LDLIBS -u PREFIX -u DESTDIR \
		make -s --no-print-directory -C "$ROOT" "O=$BATS_FILE_TMPDIR/build" "CC=${CC:-cc}" "$@" \
		</dev/null 3>&-
}

setup_file() {
	sdk_make install PREFIX="$BATS_FILE_TMPDIR/usr" >"$BATS_FILE_TMPDIR/install.log" 2>&1 || {
		cat "$BATS_FILE_TMPDIR/install.log"
		return 1
	}
}

# A directory with nothing in it, and what is installed
elsewhere() {
	usr=$BATS_FILE_TMPDIR/usr
	export PKG_CONFIG_PATH=$usr/lib/pkgconfig LD_LIBRARY_PATH=$usr/lib
	mkdir "$T/elsewhere"
	cd "$T/elsewhere" || return
}

needs() {
	local command

	for command; do
		command -v "$command" >/dev/null || skip "$command is not installed"
	done
}

# The functions that the header declares
functions() {
	sed -n 's/^SYSVIPC_API .*[ *]\(sysvipc_[a-z_]*\)(.*/\1/p' "$ROOT/sysv/libsysvipc/sysvipc.h" | LC_ALL=C sort
}

version() {
	sed -n 's/.*SYSVIPC_VERSION "\(.*\)"/\1/p' "$ROOT/sysv/libsysvipc/sysvipc.h"
}

# files_in DIRECTORY: "MODE NAME" of what is installed there, without the generated HTML
files_in() {
	(cd "$1" && find . ! -type d ! -path '*/html/*' -printf '%m %P\n' | LC_ALL=C sort -k 2)
}

# installed PREFIX LIBDIR: what there has to be
installed() {
	local function mode

	{
		printf '644 %s\n' "$1/include/sysvipc.h" "$2/libsysvipc.a" "$2/pkgconfig/sysvipc.pc" \
			"$1/share/doc/sysvipc/example/"{Makefile,sdk_example.c} \
			"$1/share/man/man7/libsysvipc.7"
		printf '755 %s\n' "$2/libsysvipc.so.$(version)"
		printf '777 %s\n' "$2/libsysvipc.so" "$2/libsysvipc.so.0"
		for function in $(functions); do        # a page of its own, or a link to another's
			mode=777
			[[ ! -e $ROOT/sysv/libsysvipc/man/$function.3 ]] || mode=644
			echo "$mode $1/share/man/man3/$function.3"
		done
	} | LC_ALL=C sort -k 2
}

@test "sysv/libsysvipc: the SDK is installed in the standard places" {
	diff <(installed usr usr/lib) <(cd "$BATS_FILE_TMPDIR" && find usr ! -type d \
		! -path '*/html/*' -printf '%m %p\n' | LC_ALL=C sort -k 2)
}

@test "sysv/libsysvipc: the SDK goes where it is told, and uninstall leaves nothing" {
	local directories=(DESTDIR="$T/stage" PREFIX=/opt/lab libdir=/opt/lab/lib64 DOXYGEN=no-doxygen)

	said=$(umask 077 && sdk_make install "${directories[@]}" 2>&1)
	[[ $said == *'no-doxygen is not installed: no API documentation in /opt/lab/share/doc/sysvipc/html'* ]]
	diff <(installed opt/lab opt/lab/lib64) <(files_in "$T/stage")
	[[ $(find "$T/stage/opt" -type d ! -perm 755) == '' ]]
	! grep -r "$T" "$T/stage" || fail 'the stage is in what is installed'
	# shellcheck disable=SC2016 # that is what is in the file
	[[ $(<"$T/stage/opt/lab/lib64/pkgconfig/sysvipc.pc") == \
		'prefix=/opt/lab'$'\n''includedir=${prefix}/include'$'\n''libdir=${prefix}/lib64'* ]]
	sdk_make install "${directories[@]}" >/dev/null 2>&1    # a second time is as good as once
	diff <(installed opt/lab opt/lab/lib64) <(files_in "$T/stage")
	: >"$T/stage/opt/lab/include/another.h"
	sdk_make uninstall "${directories[@]}"
	[[ $(files_in "$T/stage") == *' opt/lab/include/another.h' ]]
	[[ ! -e $T/stage/opt/lab/share/doc/sysvipc ]]
}

@test "sysv/libsysvipc: the SDK's example builds with what pkg-config says, shared and static" {
	needs pkg-config
	elsewhere
	cp "$usr/share/doc/sysvipc/example/sdk_example.c" example.c
	# shellcheck disable=SC2046 # words
	${CC:-cc} -o example example.c $(pkg-config --cflags --libs sysvipc)
	[[ $(timeout 20 ./example) == "libsysvipc $(version): 4 processes counted to 4000" ]]
	[[ $(LD_LIBRARY_PATH='' timeout 20 ./example 2>&1) != *counted* ]] ||
		fail 'it does not take the shared library'

	cp "$usr/share/doc/sysvipc/example/"* .
	env -u MAKEFLAGS -u MFLAGS -u CFLAGS make -s "CC=${CC:-cc}" </dev/null 3>&-
	[[ $(timeout 20 ./shared) == "libsysvipc $(version): 4 processes counted to 4000" ]]
	[[ $(LD_LIBRARY_PATH='' timeout 20 ./static) == *'counted to 4000' ]]
}

@test "sysv/libsysvipc: pkg-config knows the version" {
	needs pkg-config
	elsewhere
	[[ $(pkg-config --modversion sysvipc) == "$(version)" ]]
	pkg-config --validate sysvipc
	[[ $(pkg-config --define-variable=prefix=/elsewhere --libs sysvipc) == *-L/elsewhere/lib* ]]
}

@test "sysv/libsysvipc: the SDK's header is C99 and C++, by itself" {
	elsewhere
	printf '#include <sysvipc.h>\n' >header.c
	${CC:-cc} -std=c99 -D_XOPEN_SOURCE=700 -Wall -Wextra -Wpedantic -Werror -Wstrict-prototypes \
		-I"$usr/include" -fsyntax-only header.c
	needs c++
	printf '%s\n' '#include <sysvipc.h>' '#include <cstdio>' \
		'int main() { return std::puts(sysvipc_version()) < 0; }' >program.cc
	c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror -I"$usr/include" -o program program.cc \
		-L"$usr/lib" -lsysvipc
	[[ $(./program) == "$(version)" ]]
}

@test "sysv/libsysvipc: the shared library has a soname, and shows what the header declares" {
	needs readelf nm
	elsewhere
	[[ $(readelf -d "$usr/lib/libsysvipc.so") == *'soname: [libsysvipc.so.0]'* ]]
	[[ $(readlink "$usr/lib/libsysvipc.so") == libsysvipc.so.0 ]]
	[[ $(readlink "$usr/lib/libsysvipc.so.0") == "libsysvipc.so.$(version)" ]]
	diff <(functions) <(nm -D --defined-only "$usr/lib/libsysvipc.so" | awk '{ print $3 }' | LC_ALL=C sort)
	diff <(functions) <(nm -g --defined-only "$usr/lib/libsysvipc.a" | awk 'NF == 3 { print $3 }' |
		LC_ALL=C sort)
}

@test "sysv/libsysvipc: each function has a man page, and all of them are well written" {
	local page

	needs mandoc
	elsewhere
	cd "$usr/share/man"
	mandoc -T lint -W warning man3/* man7/*
	for page in man3/* man7/*; do
		grep -qF "\"libsysvipc $(version)\"" "$page" || fail "$page: another version"
		mandoc -T ascii "$page" | sed 's/.\x08//g' | grep -w "$(basename "${page%.[37]}")" >/dev/null ||
			fail "$page: is about something else"
	done
}

@test "sysv/libsysvipc: the example in the man page compiles" {
	elsewhere
	sed -n '/^\.EX/,/^\.EE/p' "$usr/share/man/man7/libsysvipc.7" | sed '/^\.E/d;s/\\-/-/g' >example.c
	grep -q sysvipc_sem_get example.c
	${CC:-cc} -Wall -Wextra -Werror -I"$usr/include" -fsyntax-only example.c
}

@test "sysv/libsysvipc: the API documentation is complete" {
	needs doxygen
	elsewhere
	grep -q sysvipc_msg_receive "$usr/share/doc/sysvipc/html/sysvipc_8h.html"
	[[ $(<"$BATS_FILE_TMPDIR/install.log") != *warning* ]]
	said=$(sdk_make "O=$T/api" api WARN_AS_ERROR=YES 2>&1) || fail "$said"
	[[ ! $said ]] || fail "$said"
}

@test "sysv/libsysvipc: programs on the library build without make, as the lab sheet says" {
	elsewhere
	(cd "$ROOT" && ${CC:-cc} -o "$T/elsewhere/sem_graph" sysv/libsysvipc/sem_graph.c sysv/libsysvipc/lib/*.c)
	[[ $(./sem_graph -h) == 'usage: sem_graph '* ]]
}

@test "sysv/libsysvipc: ready: one process makes the segment, and all get it ready, every time" {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		run_program 0 ready
		[[ $out == "8 processes: 1 has initialised the segment, and all have read 'ready'" && ! $err ]]
	done
	run_program 2 ready extra
	[[ $err == $'ready: unexpected argument \'extra\'\nusage: ready [-h]' ]]
}

@test "sysv/libsysvipc: sem_graph draws what is in the set, until that is removed" {
	run_program 1 sem_graph
	[[ $err == "sem_graph: semget /tmp/ipc-lab."*"/sysv_sem: No such file or directory" ]]
	begin sem_counting -k 1 -p 60000
	eventually 5 wrote sem_counting
	run_program 0 sem_graph -n 2 -i 1
	[[ $out == $'sem  0 | 0\nsem  1 |# 1\nsem  0 | 0\nsem  1 |# 1' ]]
	start graph ./sysv/libsysvipc/sem_graph -i 1 </dev/null
	eventually 5 wrote graph
	tell TERM sem_counting
	finish sem_counting 143
	finish_soon graph 0
	[[ $(<"$D/graph.err") == "sem_graph: the set of /tmp/ipc-lab."*" has been removed" ]]
	nothing_there
}

@test "sysv/libsysvipc: sem_graph draws in place on a terminal" {
	command -v script >/dev/null || skip 'script(1) is not installed'
	begin sem_counting -k 1 -p 60000
	start graph script -qec './sysv/libsysvipc/sem_graph -n 1' /dev/null </dev/null
	finish graph 0
	[[ $(<"$D/graph.out") == *$'\e[H\e[J'*'sem  1 |'* ]]
	tell TERM sem_counting
	finish sem_counting 143
}

@test "sysv/libsysvipc: msg_regex answers many clients at once, each what it asked" {
	local i

	begin msg_regex $(seq 100)
	for i in 1 2 3 4 5 6; do
		start "client$i" ./sysv/libsysvipc/msg_regex_client "^$i.*$i\$" "${i}0" </dev/null
	done
	for i in 1 2 3 4 5 6; do
		finish "client$i" 0
		[[ $(<"$D/client$i.out") == "$(seq 100 | grep "^$i.*$i\$"; seq 100 | grep "${i}0")" ]]
	done
	tell TERM msg_regex
	finish_soon msg_regex 143
	nothing_there
}

@test "sysv/libsysvipc: msg_regex tells what is wrong with a regular expression, and goes on" {
	local long

	long=$(printf '%0300d' 0)
	begin msg_regex '' 한글 'a b'
	run_program 1 msg_regex_client 'a{2,1}' . '['
	[[ $err == "msg_regex_client: regular expression 'a{2,1}': "?*$'\n'*"'[': "?* ]]
	[[ $out == $'한글\na b' ]]
	run_program 0 msg_regex_client '^$' 글
	[[ $out == $'\n한글' ]]
	run_program 1 msg_regex_client "$long"
	[[ $err == 'msg_regex_client: pattern of 300 bytes, but a request takes 255' ]]
	start second ./sysv/libsysvipc/msg_regex </dev/null
	finish second 1
	[[ $(<"$D/second.err") == *': another server has it' ]]
	tell TERM msg_regex
	finish_soon msg_regex 143
	run_program 1 msg_regex "$long"
	[[ $err == 'msg_regex: line of 300 bytes, but an answer takes 255' ]]
	nothing_there
}

# requests N: N requests are in the queue of the server
requests() {
	[[ $(awk -v id="$queue" '$2 == id { print $5 }' /proc/sysvipc/msg) == "$1" ]]
}

# ask_in_vain N: the server, stopped, gets requests of N clients that then are killed
ask_in_vain() {
	local i

	pause msg_regex
	for ((i = 1; i <= $1; i++)); do
		start "dead$i" ./sysv/libsysvipc/msg_regex_client . </dev/null
	done
	eventually 20 requests "$1" || fail 'the requests do not come'
	for ((i = 1; i <= $1; i++)); do
		tell KILL "dead$i"
		finish "dead$i" 137
	done
	tell CONT msg_regex
	eventually 10 requests 0 || fail 'the requests are not answered'
}

@test "sysv/libsysvipc: msg_regex: clients that die block nobody, even when their answers fill the queue" {
	begin msg_regex "$(printf 'x%.0s' {1..200})" last
	queue=$(awk '$1 == "msg" { print $2; exit }' "$D/sysv")
	ask_in_vain 33
	ask_in_vain 33  # 66 answers of 280 bytes are more than 16384
	run_program 0 msg_regex_client last
	[[ $out == last ]]
	tell TERM msg_regex
	finish_soon msg_regex 143
	lines msg_regex 0
	nothing_there
}

@test "sysv/libsysvipc: msg_regex_client notices that its server is stopped, or dead" {
	begin msg_regex one
	queue=$(awk '$1 == "msg" { print $2; exit }' "$D/sysv")
	pause msg_regex
	start client ./sysv/libsysvipc/msg_regex_client . </dev/null
	eventually 5 requests 1
	tell KILL msg_regex
	finish_soon client 1
	[[ $(<"$D/client.err") == "msg_regex_client: msgrcv /tmp/"*": the server has died" ]]
	finish msg_regex 137
	run_program 1 msg_regex_client .
	[[ $err == "msg_regex_client: no server on /tmp/"*": start ./sysv/libsysvipc/msg_regex first" ]]

	begin msg_regex two     # in place of what the dead one has left
	run_program 0 msg_regex_client .
	[[ $out == two ]]
	for signal in INT HUP; do
		tell "$signal" msg_regex
		finish_soon msg_regex "$((128 + $(kill -l "$signal")))"
		nothing_there
		begin msg_regex two
	done
	tell TERM msg_regex
	finish msg_regex 143
}

@test "sysv/libsysvipc: objects knows both queues of msg_regex" {
	begin msg_regex one
	run_program 0 objects list
	[[ $(wc -l <<<"$out") == 2 && $(LC_ALL=C sort <<<"$out") == 'msg 0x6d'*$'\n''msg 0x6e'* ]]
	[[ $(grep -c ' locked ' <<<"$out") == 2 && $out != *'not locked'* ]]
	tell KILL msg_regex
	finish_soon msg_regex 137
	run_program 0 objects remove sysv_regex
	run_program 0 objects list
	[[ ! $out ]]
	nothing_there
}

@test "sysv/libsysvipc: sem_graph takes one operand" {
	run_program 2 sem_graph one another
	[[ $err == "sem_graph: unexpected argument 'another'"$'\n''usage: sem_graph [-h]'* ]]
}
