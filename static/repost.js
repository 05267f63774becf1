HTMLFormElement.prototype.submit.call(document.getElementById("repost"));
