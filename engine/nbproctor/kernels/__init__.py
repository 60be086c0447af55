"""Warm kernels: a process that has imported what notebooks need, and forks a kernel on request.

Jupyter gets its kernels from here when JUPYTER_DEFAULT_PROVISIONER_NAME is `course-zygote`: in
`make lab`, in the students' bundle, in Validate, in nbval and in grading. While strangers' code is
graded, a zygote and its kernel are shut in.

    provisioner.py   what Jupyter asks for kernels: starts zygotes, hands out kernels, stops them
    early.py         one import for the zygotes of many, begun before anybody needs them
    pool.py          the zygotes of this process, those that wait and those that work
    process.py       a zygote as the provisioner sees it: a process and a socket
    zygote.py        the zygote itself: imports, forks, watches
    kernel.py        a forked kernel: IPython's, listening on sockets that it was given
    sandbox.py       bubblewrap around a zygote: what is seen inside
    limits.py        what a sandboxed kernel may use
    isolation.py     namespaces, limits and lost rights of a sandboxed kernel
    system_calls.py  a filter of the system calls that it may make
    watchdog.py      what all processes of a kernel use together
    cpu_seconds.py   what kernels of this process have cost
    client.py        a kernel's clients: one that does not wait, one that bounds what it takes in
    lab.py           an extension of JupyterLab's server: warm before the first notebook
"""
