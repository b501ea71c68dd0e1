/* SPDX-License-Identifier: ISC
 * cmd-inspect-private.h - plaint inspect */
#pragma once
#include "plaint/cmd.h"

bool cmd_inspect(Context *ctx, int argc, char **argv, GError **error);
