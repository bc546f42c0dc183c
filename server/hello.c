/*
 * server/hello - say "Hello World!" from a daemon
 *
 *     $ ./server/hello
 *     Hello World! I am process ..., in session ...
 *     Hello World! I am process ..., in session ...
 *
 * daemon(3) turns a process into a daemon: it forks, the parent ends, so that the shell
 * goes on, and the child begins a session of its own, without a terminal. Ctrl-C cannot
 * reach it any more, nor the end of the terminal. All before is said by one process, all
 * after by another. (The 1 lets it keep the standard streams, or nobody would hear it.)
 *
 * See also: server/daemon.c, server/daemonize.c; daemon(3), setsid(2)
 */
#define _DEFAULT_SOURCE
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void say_hello(void)
{
	printf("Hello World! I am process %ld, in session %ld\n", (long)getpid(), (long)getsid(0));
	if (fflush(stdout) == EOF || ferror(stdout)) /* or fork(2) would copy the buffer */
		err(EXIT_FAILURE, "write standard output");
}

int main(void)
{
	say_hello();
	if (daemon(0, 1) == -1)
		err(EXIT_FAILURE, "daemon");
	say_hello();
	return EXIT_SUCCESS;
}
