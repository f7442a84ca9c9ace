#!/bin/sh
/opt/install-extensions
