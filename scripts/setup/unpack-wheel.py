"""Unpacks from wheels what a program in C++ needs: libraries and headers of TensorFlow, libraries of CUDA.

    unpack-wheel.py unpack FOLDER WHEEL...   FOLDER/lib, FOLDER/include, FOLDER/nvidia
    unpack-wheel.py cuda WHEEL               prints what the wheel asks for to run on CUDA, one requirement a line
"""
import os
import re
import shutil
import sys
import zipfile

# Of some 13,000 headers, the ones that the C interface includes.
HEADERS = re.compile(r'tensorflow/include/((tensorflow/(c|tsl|core/platform)|tsl|xla/tsl)/.*)')
LIBRARIES = re.compile(r'tensorflow/(libtensorflow(_cc|_framework)\.so\.\d+)')
CUDA_LIBRARIES = re.compile(r'(nvidia/[^/]+/lib/[^/]+\.so[^/]*)')


def target(name):
    for pattern, folder in (HEADERS, 'include'), (LIBRARIES, 'lib'), (CUDA_LIBRARIES, ''):
        match = pattern.fullmatch(name)
        if match and not name.endswith('/'):
            return os.path.join(folder, match.group(1))
    return None


def unpack(folder, wheel):
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            path = target(member.filename)
            if path is None:
                continue
            path = os.path.join(folder, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(member) as source, open(path, 'wb') as copy:
                shutil.copyfileobj(source, copy, 2**22)


def cuda_requirements(wheel):
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith('.dist-info/METADATA'))
        text = archive.read(metadata).decode()
    return re.findall(r"^Requires-Dist: (nvidia-[^;]+?)\s*;\s*extra == .and-cuda.", text, re.MULTILINE)


if sys.argv[1] == 'cuda':
    print('\n'.join(cuda_requirements(sys.argv[2])))
else:
    for file in sys.argv[3:]:
        unpack(sys.argv[2], file)
