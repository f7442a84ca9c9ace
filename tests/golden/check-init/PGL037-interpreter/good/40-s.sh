#!/opt/ours/bash
