#!/bin/sh
trap 'true' EXIT
