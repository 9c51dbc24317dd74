"""Names of distributions whose import name differs.

Nothing is installed and no index is queried, so this is a list: the well-known distributions
whose top-level package is not their own name, and the larger data set of pipreqs. Names that differ
only in case, `-`, `_` and `.` (`typing-extensions`) need no entry:
https://packaging.python.org/specifications/name-normalization
"""

import os
from collections.abc import Mapping
from functools import cache

from kavro_lint.languages.python.requirements import normal_form

# Import name → the distributions that bring it.
DISTRIBUTIONS = {
    "Bio": ("biopython",),
    "Crypto": ("pycryptodome", "pycrypto"),
    "Cryptodome": ("pycryptodomex",),
    "Levenshtein": ("Levenshtein", "python-Levenshtein"),
    "MySQLdb": ("mysqlclient", "MySQL-python"),
    "OpenGL": ("PyOpenGL",),
    "OpenSSL": ("pyOpenSSL",),
    "PIL": ("Pillow",),
    "Xlib": ("python-xlib",),
    "_cffi_backend": ("cffi",),
    "_pytest": ("pytest",),
    "_yaml": ("PyYAML",),
    "absl": ("absl-py",),
    "airflow": ("apache-airflow",),
    "allauth": ("django-allauth",),
    "attr": ("attrs",),
    "azure": ("azure-core",),
    "barcode": ("python-barcode",),
    "bs4": ("beautifulsoup4",),
    "bson": ("pymongo",),
    "cairo": ("pycairo",),
    "can": ("python-can",),
    "cassandra": ("cassandra-driver",),
    "community": ("python-louvain",),
    "corsheaders": ("django-cors-headers",),
    "cpuinfo": ("py-cpuinfo",),
    "crispy_forms": ("django-crispy-forms",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python"),
    "dateutil": ("python-dateutil",),
    "dbus": ("dbus-python",),
    "debug_toolbar": ("django-debug-toolbar",),
    "decouple": ("python-decouple",),
    "discord": ("discord.py",),
    "django_filters": ("django-filter",),
    "dns": ("dnspython",),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "engineio": ("python-engineio",),
    "environ": ("django-environ",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "ffmpeg": ("ffmpeg-python",),
    "fitz": ("PyMuPDF",),
    "fpdf": ("fpdf2", "fpdf"),
    "gi": ("PyGObject",),
    "git": ("GitPython",),
    "github": ("PyGithub",),
    "gitlab": ("python-gitlab",),
    "googleapiclient": ("google-api-python-client",),
    "gridfs": ("pymongo",),
    "grpc": ("grpcio",),
    "grpc_health": ("grpcio-health-checking",),
    "grpc_status": ("grpcio-status",),
    "guardian": ("django-guardian",),
    "haystack": ("haystack-ai", "farm-haystack"),
    "hydra": ("hydra-core",),
    "ibm_db_dbi": ("ibm-db",),
    "igraph": ("python-igraph", "igraph"),
    "imblearn": ("imbalanced-learn",),
    "import_export": ("django-import-export",),
    "jose": ("python-jose",),
    "jwt": ("PyJWT",),
    "kafka": ("kafka-python",),
    "ldap": ("python-ldap",),
    "llama_index": ("llama-index-core",),
    "magic": ("python-magic",),
    "markdown_it": ("markdown-it-py",),
    "memcache": ("python-memcached",),
    "mpl_toolkits": ("matplotlib",),
    "mptt": ("django-mptt",),
    "multipart": ("python-multipart",),
    "mysql": ("mysql-connector-python",),
    "nacl": ("PyNaCl",),
    "nmap": ("python-nmap",),
    "oauth2_provider": ("django-oauth-toolkit",),
    "opentelemetry": ("opentelemetry-api", "opentelemetry-sdk"),
    "osgeo": ("GDAL",),
    "past": ("future",),
    "phonenumber_field": ("django-phonenumber-field",),
    "pinecone": ("pinecone", "pinecone-client"),
    "pkg_resources": ("setuptools",),
    "pptx": ("python-pptx",),
    "psycopg": ("psycopg", "psycopg-binary"),
    "psycopg2": ("psycopg2-binary",),
    "pyflink": ("apache-flink",),
    "pylab": ("matplotlib",),
    "pythoncom": ("pywin32",),
    "pythonjsonlogger": ("python-json-logger",),
    "pywintypes": ("pywin32",),
    "pyximport": ("Cython",),
    "readability": ("readability-lxml",),
    "redis_cache": ("django-redis-cache",),
    "rest_framework": ("djangorestframework",),
    "rest_framework_simplejwt": ("djangorestframework-simplejwt",),
    "ruamel": ("ruamel.yaml",),
    "serial": ("pyserial",),
    "simple_history": ("django-simple-history",),
    "skbio": ("scikit-bio",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "skopt": ("scikit-optimize",),
    "sksurv": ("scikit-survival",),
    "slugify": ("python-slugify",),
    "snappy": ("python-snappy",),
    "social_core": ("social-auth-core",),
    "social_django": ("social-auth-app-django",),
    "socketio": ("python-socketio",),
    "speech_recognition": ("SpeechRecognition",),
    "stdnum": ("python-stdnum",),
    "storages": ("django-storages",),
    "strawberry": ("strawberry-graphql",),
    "strawberry_django": ("strawberry-graphql-django",),
    "superset": ("apache-superset",),
    "taggit": ("django-taggit",),
    "telegram": ("python-telegram-bot",),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu"),
    "tlz": ("toolz",),
    "ulid": ("python-ulid", "ulid-py"),
    "umap": ("umap-learn",),
    "usb": ("pyusb",),
    "uuid_extensions": ("uuid7",),
    "vlc": ("python-vlc",),
    "waffle": ("django-waffle",),
    "websocket": ("websocket-client",),
    "whisper": ("openai-whisper",),
    "win32api": ("pywin32",),
    "win32con": ("pywin32",),
    "win32file": ("pywin32",),
    "win32gui": ("pywin32",),
    "wx": ("wxPython",),
    "yaml": ("PyYAML",),
    "zmq": ("pyzmq",),
    "zope": ("zope.interface",),
}  # fmt: skip


@cache
def known_as(package: str) -> tuple[str, ...]:
    """Return the normal names of the well-known distributions that bring a top-level package."""
    return tuple(map(normal_form, (package, *DISTRIBUTIONS.get(package, ()))))


@cache
def brought_by(package: str) -> tuple[str, ...]:
    """Return the normal names of all distributions that are known to bring a package."""
    distributions = _from_pipreqs().get(package, ())
    return tuple(dict.fromkeys(map(normal_form, (*DISTRIBUTIONS.get(package, ()), *distributions))))


@cache
def _from_pipreqs() -> Mapping[str, tuple[str, ...]]:
    """Return the data set of pipreqs: its licence stands beside it."""
    # Without pathlib, which takes as long to import as the rest of the resolver.
    with open(f"{os.path.dirname(__file__)}/data/pipreqs_mapping.txt", encoding="utf-8") as file:  # noqa: PTH120
        text = file.read()
    names: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        package, colon, name = line.partition(":")
        if colon and not line.startswith("#"):
            names[package] = (*names.get(package, ()), name)
    return names
