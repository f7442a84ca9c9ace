/* host.h — the machine as JSON: all of `detect --format json`, and "host" in the plan's; and for a
 * person. */
#ifndef RENDER_HOST_H
#define RENDER_HOST_H

#include "host/host.h"
#include "render/json.h"

/* One object; what is unknown or without limit is null. */
void render_host(struct json *j, const struct host *h);

/* Aligned lines: subject, number with unit, source, file; then the warnings. */
void render_host_text(struct str *out, const struct host *h);

#endif
