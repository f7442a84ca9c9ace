#!/bin/sh
cd /
