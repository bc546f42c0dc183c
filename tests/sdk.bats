#!/usr/bin/env bats
# tests/sdk.bats - libsysvipc as it is installed: where, and that programs build on nothing else
#
# It is built and installed once for all tests of this file, into a directory of its own.

load common

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
	sed -n 's/^SYSVIPC_API .*[ *]\(sysvipc_[a-z_]*\)(.*/\1/p' "$ROOT/sysv/sysvipc.h" | LC_ALL=C sort
}

version() {
	sed -n 's/.*SYSVIPC_VERSION "\(.*\)"/\1/p' "$ROOT/sysv/sysvipc.h"
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
			[[ ! -e $ROOT/sysv/man/$function.3 ]] || mode=644
			echo "$mode $1/share/man/man3/$function.3"
		done
	} | LC_ALL=C sort -k 2
}

@test "sysv: the SDK is installed in the standard places" {
	diff <(installed usr usr/lib) <(cd "$BATS_FILE_TMPDIR" && find usr ! -type d \
		! -path '*/html/*' -printf '%m %p\n' | LC_ALL=C sort -k 2)
}

@test "sysv: the SDK goes where it is told, and uninstall leaves nothing" {
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

@test "sysv: the SDK's example builds with what pkg-config says, shared and static" {
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

@test "sysv: pkg-config knows the version" {
	needs pkg-config
	elsewhere
	[[ $(pkg-config --modversion sysvipc) == "$(version)" ]]
	pkg-config --validate sysvipc
	[[ $(pkg-config --define-variable=prefix=/elsewhere --libs sysvipc) == *-L/elsewhere/lib* ]]
}

@test "sysv: the SDK's header is C99 and C++, by itself" {
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

@test "sysv: the shared library has a soname, and shows what the header declares" {
	needs readelf nm
	elsewhere
	[[ $(readelf -d "$usr/lib/libsysvipc.so") == *'soname: [libsysvipc.so.0]'* ]]
	[[ $(readlink "$usr/lib/libsysvipc.so") == libsysvipc.so.0 ]]
	[[ $(readlink "$usr/lib/libsysvipc.so.0") == "libsysvipc.so.$(version)" ]]
	diff <(functions) <(nm -D --defined-only "$usr/lib/libsysvipc.so" | awk '{ print $3 }' | LC_ALL=C sort)
	diff <(functions) <(nm -g --defined-only "$usr/lib/libsysvipc.a" | awk 'NF == 3 { print $3 }' |
		LC_ALL=C sort)
}

@test "sysv: each function has a man page, and all of them are well written" {
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

@test "sysv: the example in the man page compiles" {
	elsewhere
	sed -n '/^\.EX/,/^\.EE/p' "$usr/share/man/man7/libsysvipc.7" | sed '/^\.E/d;s/\\-/-/g' >example.c
	grep -q sysvipc_sem_get example.c
	${CC:-cc} -Wall -Wextra -Werror -I"$usr/include" -fsyntax-only example.c
}

@test "sysv: the API documentation is complete" {
	needs doxygen
	elsewhere
	grep -q sysvipc_msg_receive "$usr/share/doc/sysvipc/html/sysvipc_8h.html"
	[[ $(<"$BATS_FILE_TMPDIR/install.log") != *warning* ]]
	said=$(sdk_make "O=$T/api" api WARN_AS_ERROR=YES 2>&1) || fail "$said"
	[[ ! $said ]] || fail "$said"
}

@test "sysv: programs on the library build without make, as the lab sheet says" {
	elsewhere
	(cd "$ROOT" && ${CC:-cc} -o "$T/elsewhere/sem_graph" sysv/sem_graph.c sysv/lib/*.c)
	[[ $(./sem_graph -h) == 'usage: sem_graph '* ]]
}
