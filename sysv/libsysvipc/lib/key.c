/* sysv/libsysvipc/lib/key.c - libsysvipc: keys, and the version */
#include "internal.h"

const char *sysvipc_version(void)
{
	return SYSVIPC_VERSION;
}

key_t sysvipc_key(const char *path, int project)
{
	/* The project is the key's highest byte: so it is neither IPC_PRIVATE, 0, nor -1. */
	if (project < 1 || project > 254)
		return fail(EINVAL);
	return ftok(path, project);
}
