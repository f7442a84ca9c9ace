#!/bin/bash
source docker-entrypoint.sh
