"""Warm kernels and graders, forked from a process that has imported what they need: the zygote.

Jupyter gets its kernels from here when JUPYTER_DEFAULT_PROVISIONER_NAME is `nbproctor`: in
JupyterLab, in Validate, in nbval and in grading. While submissions are graded, a zygote and its
kernel run in a sandbox.

    provisioner.py   Jupyter's interface: starts zygotes, requests kernels, ends them
    early.py         one import for the zygotes of many processes, started early
    pool.py          the zygotes of this process
    process.py       a zygote as other processes see it
    zygote.py        the zygote itself: imports, forks, watches
    kernel.py        a forked kernel
    graders.py       has a grader do a piece of work on a submission, within limits
    grader_process.py  the grader itself
    sandbox.py       the sandbox around a zygote: what is visible inside
    limits.py        what a sandboxed process may use
    isolation.py     namespaces, limits and lost rights of a sandboxed kernel
    system_calls.py  the filter of system calls
    watchdog.py      what all processes of a kernel use together
    cpu_seconds.py   processor time of the kernels of this process
    settings.py      what is imported, and what the sandbox shows
    client.py        clients of kernels, which do not wait and limit what they read
    lab.py           an extension of Jupyter's server for students: warm at once, no staff's panels
"""
