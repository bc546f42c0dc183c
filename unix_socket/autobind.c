/*
 * unix_socket/autobind - let the kernel choose a name that nobody has
 *
 *     $ ./unix_socket/autobind
 *     bind without a name: the kernel gives @...
 *     sent from there: "hello"
 *     received from @...: "hello"
 *     answered to that address: "hello yourself"
 *
 * A datagram comes with the address of its sender, so a sender that wants an answer needs
 * one. Which does not matter: bind(2) with no more than the family lets the kernel choose
 * five hexadecimal digits, an abstract name that no other socket has. It goes with the
 * socket, and nothing has to be removed.
 *
 * See also: unix_socket/abstract.c, unix_socket/datagram_producer.c; unix(7) (Autobind
 * feature), getsockname(2), recvfrom(2)
 */
#include <sys/socket.h>
#include <sys/un.h>

#include "../lab/options.h"
#include "../lab/output.h"

struct end {
	int fd;
	struct sockaddr_un name;
	socklen_t length;
};

/* Returns a datagram socket and its name, which the kernel chooses. */
static struct end new_end(void)
{
	const struct sockaddr_un none = { .sun_family = AF_UNIX };
	struct end end = { socket(AF_UNIX, SOCK_DGRAM, 0), none, sizeof(none) };

	if (end.fd == -1 ||
	    bind(end.fd, (const struct sockaddr *)&none, sizeof(none.sun_family)) == -1 ||
	    getsockname(end.fd, (struct sockaddr *)&end.name, &end.length) == -1)
		err(EXIT_FAILURE, "bind without a name");
	return end;
}

static void send_text(int fd, const char *text, const struct sockaddr_un *to, socklen_t length)
{
	if (sendto(fd, text, strlen(text), 0, (const struct sockaddr *)to, length) == -1)
		err(EXIT_FAILURE, "sendto");
}

int main(int argc, char **argv)
{
	struct sockaddr_un sender = { .sun_family = AF_UNIX };
	socklen_t length = sizeof(sender);
	char text[64] = "";

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false,
		   "usage: autobind [-h]\nTwo sockets with names that the kernel has chosen.\n");
	const struct end us = new_end(), them = new_end();
	printf("bind without a name: the kernel gives @%.5s\n", us.name.sun_path + 1);
	send_text(us.fd, "hello", &them.name, them.length);
	puts("sent from there: \"hello\"");
	if (recvfrom(them.fd, text, sizeof(text) - 1, 0, (struct sockaddr *)&sender, &length) == -1)
		err(EXIT_FAILURE, "recvfrom");
	printf("received from @%.5s: \"%s\"\n", sender.sun_path + 1, text);
	send_text(them.fd, "hello yourself", &sender, length);
	if (recv(us.fd, text, sizeof(text) - 1, 0) == -1)
		err(EXIT_FAILURE, "recv");
	printf("answered to that address: \"%s\"\n", text);
	return EXIT_SUCCESS;
}
