#!/usr/bin/env bash
# Makes Python modules from the protos, for mirror.py and the like, with Debian's
# packages protobuf-compiler and protobuf-compiler-grpc. They are used with
# python3-protobuf and python3-grpcio.
#
#   python_modules.sh FOLDER
set -euo pipefail
folder=$(realpath -m "${1:?usage: python_modules.sh FOLDER}")
cd "$(dirname "$0")/../../proto"

imports=node_modules/google-proto-files
mkdir -p "$folder"
protoc -I . -I $imports --python_out="$folder" --grpc_python_out="$folder" \
  --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" taqvim/v1/*.proto \
  google/api/{field_behavior,field_info,resource}.proto \
  google/rpc/{error_details,status}.proto \
  google/type/{date,datetime,dayofweek,latlng,timeofday}.proto
