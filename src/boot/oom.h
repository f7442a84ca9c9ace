/* oom.h — whom the kernel kills when the container's memory is used up. */
#ifndef BOOT_OOM_H
#define BOOT_OOM_H

/* Makes a backend the kernel's choice before the postmaster: PG_OOM_ADJUST_FILE and _VALUE in the
 * environment, unless the operator set them. A backend's death restarts the cluster inside the
 * container; the postmaster's ends it. */
void oom_prefer_backends(void);

#endif
