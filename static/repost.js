document.getElementById("repost").submit();
