#!/usr/bin/env -S node --x
