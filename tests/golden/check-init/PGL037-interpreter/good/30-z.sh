#! /usr/local/bin/bash -e
