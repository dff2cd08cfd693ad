#!/usr/bin/env bash
# onvif-zeep-async and onvif-python are two PyPI packages with one import name, `onvif`, and some files in common: whichever is installed last
# takes the other's place. pip says nothing, and neither does `pip check`. Expected was a refusal, a warning, or two names.
# onvif-zeep-async 4.3.0 (Home Assistant's ONVIF client), then onvif-python 0.4.7: `from onvif import ONVIFCamera` fails, though both are "installed".
# Uninstalling the newcomer takes the files along, so that the first stays broken.
# Fails if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
pip() { "$folder/venv/bin/pip" --disable-pip-version-check "$@"; }
has() { "$folder/venv/bin/python" -c "from onvif import $1" 2>/dev/null && echo yes || echo no; }
pip install -qq onvif-zeep-async==4.3.0
first=$(has ONVIFCamera)
said=$(pip install -q onvif-python==0.4.7 2>&1 | grep -i "onvif.*\(conflict\|overwr\|onvif-zeep-async\)" || true)
pip list 2>/dev/null | grep -i onvif
checked=$(pip check)
second=$(has ONVIFCamera) newcomer=$(has ONVIFClient)
pip uninstall -qq -y onvif-python
after=$(has ONVIFCamera)
echo "ONVIFCamera: $first alone, $second with onvif-python beside it (whose ONVIFClient: $newcomer), $after after that is uninstalled"
echo "pip warned: '${said}'; pip check: $checked"
[[ "$first $second $newcomer $after" == "yes no yes no" && -z $said && $checked == "No broken requirements found." ]]
