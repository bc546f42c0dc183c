/*
 * pipe/launch - do by hand what the shell does for 'producer | consumer'
 *
 *     $ ./pipe/launch hello 안녕
 *     hello
 *     안녕
 *     launch: producer exited with status 0
 *     launch: consumer exited with status 0
 *
 * One pipe, two children: in the first, dup2(2) puts the write end in the place
 * of standard output, in the second the read end in the place of standard input;
 * then exec(3) makes them producer and consumer, which need not know. The
 * parent closes both ends, or the consumer would never see end-of-file.
 *
 * See also: pipe/producer.c, pipe/consumer.c, pipe/hello.c; pipe(2), fork(2),
 * dup(2), exec(3), wait(2), prctl(2)
 */
#include <limits.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] =
	"usage: launch [-h] [MESSAGE...]\n"
	"Starts pipe/producer MESSAGE... and pipe/consumer, joined by a pipe.\n";

/* Starts NAME, which stands beside us, with ARGV and the descriptor END as its STREAM. */
static pid_t start(const char *name, char **argv, const int ends[2], int end, int stream)
{
	const pid_t parent = getpid();
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - strlen(name) - 1);

	if (len == -1)
		err(EXIT_FAILURE, "readlink /proc/self/exe");
	path[len] = '\0';
	memcpy(strrchr(path, '/') + 1, name, strlen(name) + 1);

	pid_t child = fork();

	if (child == -1)
		err(EXIT_FAILURE, "fork %s", name);
	if (child > 0)
		return child;

	/* A shell's children live on when it is killed; these are to leave nothing behind. */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == -1 || getppid() != parent)
		errx(EXIT_FAILURE, "prctl PR_SET_PDEATHSIG: the parent has died");
	if (dup2(end, stream) == -1)
		err(EXIT_FAILURE, "dup2 %s", name);
	close(ends[0]);
	close(ends[1]);
	execv(path, argv);
	err(EXIT_FAILURE, "exec %s", path);
}

int main(int argc, char **argv)
{
	char *consumer_argv[] = { "consumer", NULL };
	int ends[2];

	lab_prepare_streams();
	signal(SIGCHLD, SIG_DFL); /* ignored, it would let no child be waited for */
	lab_getopt(argc, argv, "", true, usage);
	if (pipe(ends) == -1)
		err(EXIT_FAILURE, "pipe");

	argv[0] = "producer"; /* it takes the arguments that we took */
	pid_t producer = start("producer", argv, ends, ends[1], STDOUT_FILENO);
	pid_t consumer = start("consumer", consumer_argv, ends, ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);

	int producer_status, consumer_status;
	if (waitpid(producer, &producer_status, 0) == -1 ||
	    waitpid(consumer, &consumer_status, 0) == -1)
		err(EXIT_FAILURE, "waitpid");
	producer_status = lab_report("producer", producer_status);
	consumer_status = lab_report("consumer", consumer_status);
	return consumer_status ? consumer_status : producer_status;
}
