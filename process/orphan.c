/*
 * process/orphan - a child whose parent has ended, and the process that adopts it
 *
 *     $ ./process/orphan
 *     child ...: my parent is process ... (orphan)
 *     child ...: my parent has ended, now it is process ... (...)
 *     grandparent ...: it has ended, but I cannot wait for it: No child process...
 *     $ ./process/orphan -s
 *     child ...: my parent is process ... (orphan)
 *     child ...: my parent has ended, now it is process ... (orphan)
 *     grandparent ...: it has ended, and I have waited for it: exit status 0
 *     $ ./process/orphan -sk
 *     child ...: my parent is process ... (orphan)
 *     grandparent ...: it has ended, and I have waited for it: killed by signal 9
 *
 * A process does not end when its parent does. The kernel gives it to process 1,
 * or to the nearest ancestor that has declared itself a subreaper (-s), as
 * systemd --user, container runtimes and test runners do: that one has to wait
 * for it. The shell's nohup and every daemon make use of it. Where it is not
 * wanted, the child asks to be killed with its parent (-k), as most children in
 * this lab do.
 *
 * See also: process/zombie.c, pipe/barrier.c; fork(2), getppid(2), prctl(2)
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: orphan [-hks]\n"
			    "Shows who becomes the parent of a child whose parent ends.\n"
			    "  -k  the child asks to be killed when its parent ends\n"
			    "  -s  the grandparent is a subreaper: it adopts the child\n";

enum { READ_END, WRITE_END };

static void say_parent(const char *text)
{
	char path[64], name[32] = "?";

	snprintf(path, sizeof(path), "/proc/%ld/comm", (long)getppid());
	FILE *comm = fopen(path, "r");
	if (comm && fgets(name, sizeof(name), comm))
		name[strcspn(name, "\n")] = '\0';
	printf("child %ld: %s process %ld (%s)\n", (long)getpid(), text, (long)getppid(), name);
	if (comm)
		fclose(comm);
}

/* The child: says who its parent is, before and after, and is told when by the end of GO. */
static _Noreturn void be_child(const int news[2], const int go[2])
{
	const pid_t self = getpid();
	char byte;

	close(go[WRITE_END]); /* or the end-of-file would never come */
	say_parent("my parent is");
	if (write(news[WRITE_END], &self, sizeof(self)) == -1 || read(go[READ_END], &byte, 1) == -1)
		err(EXIT_FAILURE, "write or read pipe");
	say_parent("my parent has ended, now it is");
	_exit(EXIT_SUCCESS);
}

int main(int argc, char **argv)
{
	const pid_t grandparent = getpid();
	bool adopts = false, killed = false;
	int option, status, news[2], go[2];
	pid_t child = 0;

	lab_prepare_streams();
	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	while ((option = lab_getopt(argc, argv, "ks", false, usage)) != -1) {
		adopts |= option == 's';
		killed |= option == 'k';
	}
	if (adopts && prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
		err(EXIT_FAILURE, "prctl PR_SET_CHILD_SUBREAPER");
	if (pipe(news) == -1 || pipe(go) == -1)
		err(EXIT_FAILURE, "pipe");

	const pid_t parent = fork();
	if (parent == 0) {
		const pid_t self = getpid();

		lab_die_with(grandparent);
		child = fork();
		if (child == 0 && killed)
			lab_die_with(self);
		if (child == 0)
			be_child(news, go);
		while (child > 0)
			pause(); /* until the grandparent ends it */
	}
	if (parent == -1 || child == -1)
		err(EXIT_FAILURE, "fork");
	close(news[WRITE_END]);
	close(go[READ_END]);
	if (read(news[READ_END], &child, sizeof(child)) != sizeof(child))
		errx(EXIT_FAILURE, "read pipe: the child did not start");

	if (kill(parent, SIGKILL) == -1 || waitpid(parent, NULL, 0) == -1)
		err(EXIT_FAILURE, "kill %ld", (long)parent);
	close(go[WRITE_END]);
	while (read(news[READ_END], &status, sizeof(status)) > 0)
		; /* end-of-file: the child has ended */

	printf("grandparent %ld: it has ended, ", (long)getpid());
	if (waitpid(child, &status, 0) == -1)
		printf("but I cannot wait for it: %s\n", strerror(errno));
	else if (WIFSIGNALED(status))
		printf("and I have waited for it: killed by signal %d\n", WTERMSIG(status));
	else
		printf("and I have waited for it: exit status %d\n", WEXITSTATUS(status));
	return EXIT_SUCCESS;
}
