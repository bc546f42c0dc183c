/*
 * signal/hello - print a line when SIGUSR1 comes, and end
 *
 *     $ ./signal/hello &
 *     process ... waits for SIGUSR1
 *     $ kill -s USR1 $!; wait
 *     Hello World!
 *
 * kill(1), a command of the shell, sends the signal to the process with that ID.
 * signal(2) names a handler: a function of the program that the kernel calls when the
 * signal comes, whatever the program is doing then. So it may call only a few functions
 * (signal-safety(7)): write(2) and _exit(2) are among them, printf(3) and exit(3) are not.
 *
 * The rest of the lab uses sigaction(2): after signal(2), some systems forget the handler
 * when it is called, and some restart the call that the signal has interrupted.
 *
 * See also: signal/catch.c, signal/flags.c, signal/handler_wrong.c; signal(2), kill(1),
 * pause(2)
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void handler(int sig)
{
	static const char text[] = "Hello World!\n";

	(void)sig;
	_exit(write(STDOUT_FILENO, text, sizeof(text) - 1) == -1 ? EXIT_FAILURE : EXIT_SUCCESS);
}

int main(void)
{
	if (signal(SIGUSR1, handler) == SIG_ERR)
		err(EXIT_FAILURE, "signal SIGUSR1");
	if (dprintf(STDOUT_FILENO, "process %ld waits for SIGUSR1\n", (long)getpid()) < 0)
		err(EXIT_FAILURE, "write standard output");
	for (;;)
		pause();
}
